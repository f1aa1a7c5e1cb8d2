from accounts.admin import athletes, audit, flags, people, security, teams

__all__ = ["athletes", "audit", "flags", "people", "security", "teams"]
