"""Points from a table: pasted, chosen or dropped; seen before they are used; and from then on in their own units."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browsers import Visit

YEARS = [1960 + i for i in range(61)]
TABLE = "Year;CO2 (ppm);Note\n" + "\n".join(
    f"{year};{str(round(317 + (year - 1960) ** 1.25 / 1.7, 2)).replace('.', ',')};{'n/a' if i % 9 == 4 else i}"
    for i, year in enumerate(YEARS)
)
CHINESE = "年份,温度,降水\n" + "\n".join(f"{2000 + i},{13 + 2 * math.sin(i):.2f},{900 - 5 * i}" for i in range(20))
DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(bytes)], name));
  for (const type of ['dragover', 'drop']) {
    document.querySelector('main').dispatchEvent(
      new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""
PASTE = """([text]) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  document.querySelector('.csv-area').dispatchEvent(
    new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
}"""


def dialog_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("dialog", name="Points from a table")


def open_dialog(visit: Visit) -> Locator:
    visit.button("CSV").click()
    dialog = dialog_of(visit)
    dialog.wait_for()
    return dialog


def paste(visit: Visit, text: str) -> Locator:
    dialog = open_dialog(visit)
    dialog.get_by_role("textbox", name="Paste a table").fill(text)
    return dialog


def choose(visit: Visit, name: str, content: bytes) -> Locator:
    dialog = open_dialog(visit)
    dialog.locator("#csv-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    return dialog


def use(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Use these points").click()
    dialog.wait_for(state="hidden")


def ticks(visit: Visit, axis: int) -> list[float]:
    texts = visit.page.locator(".fit-still .fit-axis").nth(axis).locator("text").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


def used(visit: Visit, text: str = TABLE) -> Visit:
    use(paste(visit, text))
    visit.until(lambda: max(ticks(visit, 0)) > 100, "an axis of years")
    return visit


def test_nothing_changes_before_the_points_are_used(visit: Visit) -> None:
    visit.until_step(10)
    fragment, axis = visit.fragment, ticks(visit, 0)
    dialog = paste(visit, TABLE)
    dialog.get_by_text("61 points.").wait_for()
    assert dialog.get_by_role("combobox", name="Columns separated by").input_value() == ";"
    assert dialog.get_by_role("combobox", name="Decimals").input_value() == ","
    dialog.get_by_role("combobox", name="y", exact=True).select_option("Note")
    dialog.get_by_text("54 points.").wait_for()
    told = dialog.get_by_role("list", name="Skipped rows").get_by_role("listitem").all_inner_texts()
    cells = "“n/a” in line 6, column 3; “n/a” in line 15, column 3; “n/a” in line 24, column 3; …"
    assert told == [f"7 rows skipped, no value: {cells}."]
    assert dialog.get_by_role("row").count() == 7
    assert (visit.fragment, ticks(visit, 0)) == (fragment, axis)
    dialog.get_by_role("button", name="Cancel").click()
    dialog.wait_for(state="hidden")
    visit.until_step(visit.step + 30)
    assert (visit.fragment, ticks(visit, 0)) == (fragment, axis)


def test_axes_pieces_and_the_formula_are_in_the_data_s_own_units(visit: Visit) -> None:
    used(visit)
    years, ppm = ticks(visit, 0), ticks(visit, 1)
    assert 1960 <= years[0] < years[-1] <= 2020
    assert 200 < ppm[0] < 317 < ppm[-1] < 700
    labels = visit.page.locator(".fit-axis-label").all_text_contents()
    assert labels == ["Year", "CO2 (ppm)"]
    visit.pause()
    visit.until(lambda: ends_of_pieces(visit) == ("1960.0", "2020.0"), "the answer's pieces in years")
    named = re.compile(r"Piece 1, x from 1960\.0 to \d{4}\.\d, slope −?[\d.]+(×10⁻[⁰¹²³⁴-⁹])?")
    visit.until(lambda: named.fullmatch((piece_names(visit) or [""])[0]), "pieces named in years")
    formula = visit.page.locator(".answer-formula").inner_text()
    assert max(float(number) for number in re.findall(r"\d+\.\d+|\d+", formula)) > 250
    assert visit.page.get_by_text("of scaled points").is_visible()
    assert visit.page.get_by_text("weights work on scaled x and y").is_visible()


def piece_names(visit: Visit) -> list[str]:
    return [button.get_attribute("aria-label") or "" for button in visit.page.locator(".fit-piece:visible").all()]


def ends_of_pieces(visit: Visit) -> tuple[str, str]:
    """Return where the answer says that the first piece begins and the last one ends."""
    cells = visit.page.locator(".answer-pieces tbody td:nth-of-type(-n + 2)").all_inner_texts()
    return (cells[0], cells[-1]) if cells else ("", "")


def test_readouts_and_the_picked_x_are_in_units(visit: Visit) -> None:
    used(visit)
    visit.pause()
    probe = visit.page.get_by_role("slider", name="Read the curves at x")
    probe.focus()
    probe.press("Home")
    text = probe.get_attribute("aria-valuetext") or ""
    found = re.fullmatch(r"x 1960\.0, prediction (\d{3}\.\d)", text)
    assert found, text
    assert 200 < float(found[1]) < 500
    assert (probe.get_attribute("aria-valuemin"), probe.get_attribute("aria-valuemax")) == ("1960", "2020")
    visit.page.get_by_role("tab", name="Trace one input").click()
    marker = visit.page.get_by_role("slider", name="The x to send through the network")
    marker.wait_for()
    assert re.fullmatch(r"x = 19\d\d\.\d", marker.get_attribute("aria-valuetext") or "")
    visit.page.locator("#trace-x").fill("2005")
    visit.page.locator("#trace-x").press("Enter")
    visit.until(lambda: marker.get_attribute("aria-valuetext") == "x = 2005.0", "the marker at 2005")
    assert visit.page.get_by_text("in the network: 1.45").is_visible()
    knot = visit.page.get_by_role("slider", name=re.compile(r"bend at")).first
    assert 1960 <= float(knot.get_attribute("aria-valuenow") or 0) <= 2020


def test_the_sums_one_by_one_are_in_units(visit: Visit) -> None:
    used(visit)
    visit.page.get_by_role("button", name="One by one").click()
    visit.page.locator(".fit-rows .fit-row").nth(3).wait_for()
    years = visit.page.locator(".fit-rows-axis text").all_text_contents()
    assert all(1960 <= int(year) <= 2020 for year in years)
    assert years
    ends = visit.page.locator(".fit-row-end").all_text_contents()
    assert all(100 < float(end) < 900 for end in ends if end)


def test_the_domain_is_told_and_changed_in_units(visit: Visit) -> None:
    used(visit)
    low = visit.page.get_by_role("spinbutton", name="Domain, from")
    visit.until(lambda: low.input_value() == "1960", "the domain in years")
    low.fill("1950")
    low.press("Enter")
    visit.until(lambda: min(ticks(visit, 0)) == 1950, "ten years more")
    visit.until_link_has("domain=-4.05,")


def test_other_data_are_plain_again(visit: Visit) -> None:
    used(visit)
    visit.page.get_by_role("radio", name="Sine", exact=True).check(force=True)
    visit.until(lambda: max(ticks(visit, 0)) <= 3, "the axis as it was")
    assert visit.page.locator(".fit-axis-label").all_text_contents() == ["x", "y"]
    visit.until(lambda: visit.page.get_by_text("of scaled points").is_hidden(), "the loss of what is shown")
    visit.button("Undo").click()
    visit.until(lambda: max(ticks(visit, 0)) > 100, "the years again")


def test_the_experiment_comes_back_from_its_link(visit: Visit) -> None:
    used(visit)
    visit.until_link_has("x_name=Year")
    visit.page.reload()
    visit.until(lambda: visit.step > 0 and max(ticks(visit, 0)) > 100, "the years after a reload")
    assert visit.page.locator(".fit-axis-label").all_text_contents() == ["Year", "CO2 (ppm)"]


def test_a_file_in_gb18030_with_other_columns(visit: Visit) -> None:
    dialog = choose(visit, "weather.csv", CHINESE.encode("gb18030"))
    dialog.get_by_text("20 points.").wait_for()
    assert dialog.get_by_text("weather.csv").is_visible()
    assert dialog.get_by_role("combobox", name="Encoding").input_value() == "gb18030"
    dialog.get_by_role("combobox", name="y", exact=True).select_option("降水")
    use(dialog)
    visit.until(lambda: visit.page.locator(".fit-axis-label").all_text_contents() == ["年份", "降水"], "the names")
    assert 700 <= min(ticks(visit, 1)) < max(ticks(visit, 1)) <= 1000


def test_a_file_dropped_on_the_page_opens_the_dialog_and_one_on_the_dialog_replaces_it(visit: Visit) -> None:
    visit.until_step(10)
    visit.button("CSV").wait_for()
    visit.page.evaluate(DROP, ["first.tsv", list(b"a\tb\n1\t2\n2\t4\n3\t3\n")])
    dialog = dialog_of(visit)
    dialog.get_by_text("3 points.").wait_for()
    assert dialog.get_by_text("first.tsv").is_visible()
    visit.page.evaluate(DROP, ["second.csv", list(b"5\n7\n6\n9\n")])
    dialog.get_by_text("4 points. x is the row number.").wait_for()
    use(dialog)
    visit.until(lambda: visit.page.locator(".fit-axis-label").first.text_content() == "row", "the rows' numbers")


def test_a_large_paste_is_thinned(visit: Visit) -> None:
    dialog = open_dialog(visit)
    visit.page.evaluate(PASTE, ["\n".join(f"{i},{math.sin(i / 900):.4f}" for i in range(9000))])
    dialog.get_by_text("9,000 lines pasted").wait_for()
    assert "The table has 9,000 usable rows, evenly sampled down to 5,000." in dialog.inner_text()
    use(dialog)
    visit.page.locator(".fit-train.many").wait_for(state="attached")
    visit.until_step(visit.step + 20)


def test_points_left_unscaled_keep_their_numbers(visit: Visit) -> None:
    dialog = paste(visit, "x,y\n0,0\n1,2\n2,1\n12,3\n")
    scale = dialog.get_by_role("checkbox", name="Scale for training")
    assert scale.is_checked()
    scale.uncheck()
    use(dialog)
    visit.until(lambda: max(ticks(visit, 0)) == 12, "x up to 12")
    assert visit.page.get_by_text("of scaled points").is_hidden()
    visit.until_link_has("domain=0,12")


BAD_FILES = {
    b"": "There are no rows in this table.",
    b"a,b\n": "column 1 cannot be read as numbers (“a”).",
    b"a,b\n1,1e305\n2,3e306\n": "b has numbers too large",
    b"a,b\n1,2\n": "Only one row can be used. A curve takes at least two.",
    b"a,b\n1,7\n2,7\n3,7\n": "All values of b are 7: a flat line has nothing to learn.",
    b"a,b\n4,1\n4,2\n4,3\n": "All values of a are 4: nothing runs from left to right.",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR": "This is not a text file.",
    b"PK\x03\x04\x14\0\x06\0": "This is a spreadsheet's own format.",
    b"1,2\n" * 2_700_000: "The table is larger than 10 MB.",
}


def test_a_bad_file_says_why_and_the_dialog_stays(visit: Visit, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(b"1,2\n2,4\n3,9\n")
    fragment = visit.fragment
    dialog = open_dialog(visit)
    chosen = dialog.locator("#csv-file")
    for content, message in BAD_FILES.items():
        bad.write_bytes(content)
        chosen.set_input_files(bad)
        dialog.get_by_role("alert").get_by_text(message).wait_for()
        assert dialog.get_by_role("button", name="Use these points").is_disabled()
        chosen.set_input_files(good)
        dialog.get_by_text("3 points.").wait_for()
        assert dialog.get_by_role("alert").count() == 0
        assert dialog.get_by_role("button", name="Use these points").is_enabled()
    visit.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert visit.fragment == fragment


def test_axe_finds_nothing_on_the_dialog(visit: Visit) -> None:
    visit.until_step(5)
    dialog = paste(visit, TABLE + "\n2021;;x\n")
    dialog.get_by_text("61 points.").wait_for()
    list(visit.check_looks("dialog[open]"))
    dialog.get_by_role("textbox", name="Paste a table").fill("1,2")
    dialog.get_by_role("alert").get_by_text("Only one row").wait_for()
    visit.check_access("dialog[open]")


def test_the_keyboard_reaches_all_of_it(visit: Visit) -> None:
    visit.until_step(5)
    visit.button("CSV").press("Enter")
    dialog = dialog_of(visit)
    dialog.wait_for()
    visit.until(lambda: visit.page.evaluate("document.activeElement.className") == "csv-area", "the field's focus")
    visit.page.keyboard.insert_text("1,2\n2,4\n3,3")
    dialog.get_by_text("3 points.").wait_for()
    for _ in range(30):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("document.activeElement.textContent") == "Use these points":
            break
    visit.page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    visit.until(lambda: visit.page.evaluate("document.activeElement.textContent") == "CSV", "the focus where it was")


def test_in_chinese(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=zh")
    visit.page.get_by_role("button", name="CSV", exact=True).click()
    dialog = visit.page.get_by_role("dialog", name="来自表格的点")
    dialog.get_by_role("textbox", name="粘贴表格").fill("x,y\n1,2\n2,?\n3,5")
    dialog.get_by_text("共 2 个点。").wait_for()
    assert "跳过 1 行（没有值）：第 3 行第 2 列“?”。" in dialog.inner_text()


def days(first: int, count: int, gap: int) -> str:
    """Return a German table of days of 2020, with a gap in the middle."""
    start = date(2020, 1, first)
    rows = [start + timedelta(days=3 * i + (gap if i >= count // 2 else 0)) for i in range(count)]
    return "Datum;Kurs\n" + "\n".join(f"{day:%d.%m.%Y};{100 + i},50 €" for i, day in enumerate(rows))


def test_dates_are_on_the_axis_at_the_pointer_in_the_pieces_and_in_the_link(visit: Visit) -> None:
    dialog = paste(visit, days(1, 40, 60))
    dialog.get_by_text(
        "x runs from 2020-01-01 to 2020-06-26; in the formula it counts days since 2020-01-01."
    ).wait_for()
    use(dialog)
    axis = visit.page.locator(".fit-still .fit-axis").first.locator("text")
    visit.until(lambda: "Mar 2020" in axis.all_text_contents(), "months on the axis")
    visit.pause()
    visit.until(lambda: ends_of_pieces(visit) == ("2020-01-01", "2020-06-26"), "the pieces' dates")
    assert visit.page.get_by_text("In the formula, x counts days since 2020-01-01.").is_visible()
    probe = visit.page.get_by_role("slider", name="Read the curves at x")
    probe.focus()
    probe.press("Home")
    assert (probe.get_attribute("aria-valuetext") or "").startswith("x 2020-01-01, ")
    visit.page.get_by_role("tab", name="Trace one input").click()
    box = visit.page.locator("#trace-x")
    box.fill("2020-03-01")
    box.press("Enter")
    marker = visit.page.get_by_role("slider", name="The x to send through the network")
    visit.until(lambda: marker.get_attribute("aria-valuetext") == "x = 2020-03-01", "the marker on the first of March")
    visit.until_link_has("x_kind=days&x_since=2020-01-01")
    visit.page.reload()
    visit.until(lambda: "Mar 2020" in axis.all_text_contents(), "months after a reload")


def test_what_a_table_leaves_open_is_asked_and_shown_both_ways(visit: Visit) -> None:
    dialog = paste(visit, "day;price\n02/01/2020;1.000\n03/01/2020;2.000\n05/01/2020;1.500\n")
    button = dialog.get_by_role("button", name="Use these points")
    dialog.get_by_role("alert").get_by_text("The table leaves 2 things open.").wait_for()
    assert button.is_disabled()
    dates = dialog.get_by_role("group", name="How are the dates in day to be read?")
    dates.get_by_role("radio", name="02/01/2020 → February 1, 2020").check()
    dialog.get_by_role("alert").get_by_text("The table leaves one thing open.").wait_for()
    numbers = dialog.get_by_role("group", name="How are the numbers in price to be read?")
    numbers.get_by_role("radio", name="1.000 → 1, 2.000 → 2").check()
    dialog.get_by_text("x runs from 2020-02-01 to 2020-05-01").wait_for()
    assert button.is_enabled()
    numbers.get_by_role("radio", name="1.000 → 1000").check()
    assert dates.get_by_role("radio", name="February 1, 2020").is_checked()
    visit.check_access("dialog[open]")
