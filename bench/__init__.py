"""Measurements beside a floor of the same run: wall times drift from machine to machine, ratios hardly."""
