from deploy.local import skipped

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_runs"/>
<testcase classname="tests.a" name="test_page"><skipped type="pytest.skip" message="no Chromium"/></testcase>
<testcase classname="tests.a" name="test_known"><skipped type="pytest.xfail" message="later"/></testcase>
</testsuite></testsuites>"""


def test_tell_fails_for_a_skipped_test(tmp_path, capsys) -> None:
    (tmp_path / "tests.xml").write_text(REPORT)
    assert (skipped.tell([str(tmp_path / "tests.xml")]), capsys.readouterr().out) == (
        1,
        "skipped:\ntests.a.test_page: no Chromium\n",
    )


def test_tell_fails_without_a_report(tmp_path) -> None:
    assert skipped.tell([str(tmp_path / "tests.xml")]) == 1


def test_tell_passes_when_all_ran(tmp_path) -> None:
    (tmp_path / "tests.xml").write_text(REPORT.replace("pytest.skip", "pytest.xfail"))
    assert skipped.tell([str(tmp_path / "tests.xml")]) == 0


def test_reference_files_may_be_missing_but_not_overlooked(tmp_path) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(REPORT.replace("no Chromium", "the reference file a.json is not here"))
    assert not list(skipped.skipped_in(report, tmp_path / "vectors"))
    assert list(skipped.skipped_in(report, tmp_path)) == ["tests.a.test_page: the reference file a.json is not here"]
