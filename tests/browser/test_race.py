"""Runs side by side: started from the lab, watched, taken or ended; and runs pinned as references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.initializers import INITIALIZERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit


def choose_in_lab(visit: Visit, entry: str) -> None:
    visit.button("Lab").click()
    visit.page.locator("#lab-list button", has_text=entry).click()


def rows(visit: Visit) -> Locator:
    return visit.page.locator(".race-table tbody tr")


def racing(visit: Visit, entry: str, count: int) -> None:
    choose_in_lab(visit, entry)
    visit.until(lambda: rows(visit).count() == count, f"{count} runs")


def steps(visit: Visit) -> list[str]:
    words = [
        text.split(" · ")[0] for text in visit.page.locator(".race-table th small:not(.race-details)").all_inner_texts()
    ]
    return [text.removeprefix("step ").replace(",", "") for text in words]


def test_the_optimizer_race_and_its_winner(visit: Visit) -> None:
    visit.until_step(5)
    racing(visit, "Race optimizers", 7)
    visit.until(lambda: visit.page.locator("#fit .fit-run").count() == 7, "seven curves")
    visit.train(60)
    assert visit.page.get_by_text("All start from the same weights").is_visible()
    visit.pause()
    visit.until(lambda: len(set(steps(visit))) == 1 and int(steps(visit)[0]) == visit.step, "one step for all")
    curves = visit.page.locator("#fit .fit-run").evaluate_all("paths => paths.map(path => path.getAttribute('d'))")
    assert len(set(curves)) == 7
    assert visit.page.locator("#fit .fit-prediction").first.is_hidden()
    winner = rows(visit).nth(5)
    assert winner.locator(".race-name").inner_text().endswith("Adam")
    step = visit.step
    visit.button("Keep this run: 6, Adam").click()
    visit.until(lambda: "optimizer=" not in visit.fragment, "the default optimizer in the link")
    assert visit.page.locator("#menu-training-optimizer").input_value() == "adam"
    visit.until(lambda: visit.page.locator("#fit .fit-run").count() == 0, "the race being over")
    assert visit.step == step
    visit.button("Step").click()
    visit.until_step_is(step + 1)
    assert visit.page.get_by_role("status").filter(has_text=f"Adam goes on from step {step}").is_visible()


def test_each_row_says_its_own_learning_rate(visit: Visit) -> None:
    visit.until_step(5)
    racing(visit, "Race optimizers", 7)
    details = visit.page.locator(".race-details")
    visit.until(lambda: details.count() == 7, "a rate in each row")
    rates = details.all_inner_texts()
    assert all("rate" in words for words in rates)
    assert len(set(rates)) > 1


def test_a_row_chosen_shows_its_run(visit: Visit) -> None:
    visit.until_step(5)
    racing(visit, "Race optimizers", 7)
    visit.train(40)
    visit.pause()

    def weights() -> list[str]:
        return visit.page.locator(".network-weights .weight").all_inner_texts()

    first = weights()
    name = rows(visit).nth(3).locator(".race-name")
    name.click()
    visit.until(lambda: name.get_attribute("aria-pressed") == "true", "the fourth run chosen")
    visit.until(lambda: weights() != first, "the weights of the fourth run")
    assert visit.page.get_by_text("run 4: AdaGrad").is_visible()
    assert rows(visit).count() == 7
    assert visit.page.locator("#fit .fit-run.shown").count() == 1
    rows(visit).nth(0).locator(".race-name").press("Enter")
    visit.until(lambda: weights() == first, "the first run again")


def test_taken_while_it_runs_it_goes_on_running(visit: Visit) -> None:
    racing(visit, "Race optimizers", 7)
    visit.until(lambda: visit.step >= 30, "a race under way")
    visit.button("Keep this run: 2, Momentum").click()
    visit.until_link_has("optimizer=momentum")
    step = visit.step
    visit.until(lambda: visit.step > step + 20, "training on")
    assert visit.state == "running"


def test_ended_without_a_winner_the_network_before_it_is_back(visit: Visit) -> None:
    visit.button("Add neuron to layer 1").click()
    visit.until_parameters(13)
    visit.pause()
    step, loss = visit.step, visit.loss
    racing(visit, "Race initializers", len(INITIALIZERS))
    visit.until(lambda: visit.page.locator("#lab").get_by_text("Their first weights differ").is_visible(), "the start")
    visit.until(lambda: visit.state == "running", "a race under way")
    visit.page.locator("#lab").get_by_role("button", name="End the race").click()
    visit.until(lambda: visit.state == "paused" and visit.step == step, "the run before the race")
    assert visit.loss == loss
    assert visit.parameter_count() == 13
    assert visit.page.get_by_text("The network from before the race is back.", exact=True).is_visible()


def test_what_would_change_one_run_waits(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&loss=mean_squared_error&shown=-6,6")
    visit.button("Add neuron to layer 1").click()
    visit.until_parameters(13)
    end_of_data = visit.page.get_by_role("slider", name="domain")
    visit.until(lambda: end_of_data.count() == 2, "the domain's ends")
    squares = visit.page.locator("#fit .fit-squares").first
    visit.button("Gap").click()
    visit.until(squares.is_visible, "the gap")
    racing(visit, "Race optimizers", 7)
    note = visit.page.get_by_text("settings and neurons can be changed when it ends")
    visit.until(note.is_visible, "the reason")
    for button in ("Add neuron to layer 1", "Remove neuron from layer 1", "Add layer"):
        assert visit.button(button).is_disabled(), button
    assert visit.button("Undo").get_attribute("aria-disabled") == "true"
    assert visit.page.locator("#settings").evaluate("element => element.inert")
    assert visit.page.get_by_text("run 1: SGD").is_visible()
    assert end_of_data.count() == 0
    assert squares.is_hidden()
    visit.button("Close").click()
    visit.until(lambda: visit.focused() == "Lab", "the button that opens it")
    visit.button("Show the race").click()
    visit.until(rows(visit).first.is_visible, "the race shown again")
    visit.page.locator("#lab").get_by_role("button", name="End the race").click()
    visit.until(note.is_hidden, "the end")
    visit.until(lambda: visit.focused() == "Race", "the focus near what was pressed")
    assert not visit.page.locator("#settings").evaluate("element => element.inert")
    assert visit.button("Add neuron to layer 1").is_enabled()
    assert visit.button("Undo").get_attribute("aria-disabled") == "false"


def test_a_race_of_ones_own(visit: Visit) -> None:
    choose_in_lab(visit, "A race of your own")
    visit.button("Add a run").click()
    visit.page.get_by_label("Differs in").nth(2).select_option("learning_rate")
    rate = visit.page.get_by_role("textbox", name="Learning rate", exact=True)
    rate.fill("-3")
    visit.button("Start the race").click()
    wrong = visit.page.locator(".race-entry").nth(2).locator("[role=alert]")
    visit.until(lambda: "Learning rate" in wrong.inner_text(), "what is wrong at its row")
    assert rows(visit).count() == 0
    rate.fill("0.2")
    assert wrong.is_hidden()
    visit.button("Start the race").click()
    visit.until(lambda: rows(visit).count() == 3, "three runs")
    names = visit.page.locator(".race-name").all_inner_texts()
    assert [name.split("\n")[-1] for name in names] == ["Adam", "SGD", "rate 0.2"]
    visit.until(lambda: visit.state == "running" and visit.step > 5, "the race")


def test_what_the_server_refuses_is_said_in_the_form(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&samples=1000")
    choose_in_lab(visit, "A race of your own")
    for i in range(2):
        visit.page.get_by_label("Differs in").nth(i).select_option("hidden")
        visit.page.get_by_role("textbox", name="Hidden layers").nth(i).fill("64, 64, 64, 64, 64, 64, 64, 64")
    visit.button("Start the race").click()
    visit.until(lambda: "too large" in visit.page.locator(".race-form > .race-error").inner_text(), "the refusal")
    assert visit.page.get_by_role("region", name="Messages").inner_text() == ""


def test_ten_seeds_say_how_many_succeeded(visit: Visit) -> None:
    racing(visit, "Ten seeds", 10)
    reached = visit.page.locator(".race-reached")
    visit.until(lambda: "of 10 reached" in reached.inner_text(), "how many succeeded")
    visit.until(lambda: visit.step >= 30, "some steps")
    goal = visit.page.get_by_role("spinbutton", name="Steps to loss")
    goal.fill("100")
    goal.press("Enter")
    visit.until(lambda: reached.inner_text() == "10 of 10 reached 100.", "all of them")
    assert rows(visit).locator("td:nth-of-type(2)").all_inner_texts() == ["0"] * 10
    goal.fill("1e-30")
    goal.press("Enter")
    visit.until(lambda: reached.inner_text().startswith("0 of 10 reached"), "none of them")


def test_pointing_at_a_run_lights_its_curve(visit: Visit) -> None:
    racing(visit, "Race optimizers", 7)
    curve = visit.page.locator("#fit .fit-run").nth(3)
    rows(visit).nth(3).hover()
    visit.until(lambda: "lit" in (curve.get_attribute("class") or ""), "the curve of the row")
    visit.page.locator("#network").hover()
    visit.until(lambda: "lit" not in (curve.get_attribute("class") or ""), "all alike again")
    visit.button("Keep this run: 4, AdaGrad").focus()
    visit.page.keyboard.press("Tab")
    visit.until(lambda: "lit" in (curve.get_attribute("class") or ""), "the curve by keyboard")


def test_a_race_goes_on_in_the_other_language(visit: Visit) -> None:
    racing(visit, "Race optimizers", 7)
    visit.until(lambda: visit.step >= 40, "some steps")
    step = visit.step
    visit.page.get_by_role("link", name="中文").click()
    visit.until(lambda: visit.page.locator("html").get_attribute("lang") == "zh-CN", "Chinese")
    visit.until(lambda: rows(visit).count() == 7 and visit.step >= step, "the same race")
    visit.until(lambda: visit.page.locator("#fit .fit-run").count() == 7, "its curves")


def test_a_pinned_run_stays(visit: Visit) -> None:
    visit.until_step(40)
    visit.pause()
    visit.page.locator("#fit").get_by_role("button", name="Pin", exact=True).click()
    pinned = visit.page.get_by_role("list", name="Pinned curves").get_by_role("listitem")
    visit.until(lambda: pinned.count() == 1, "the pinned run")
    assert f"step {visit.step}, Adam 0.005" in pinned.inner_text()
    line = visit.page.locator("#fit .fit-pinned path")
    shape = line.get_attribute("d")
    assert shape == visit.page.locator("#fit path.fit-prediction").last.get_attribute("d")
    visit.button("Reset").click()
    visit.until_step_is(0)
    visit.page.get_by_role("combobox", name="Optimizer").select_option("rmsprop")
    visit.until_link_has("optimizer=rmsprop")
    assert pinned.count() == 1
    assert line.get_attribute("d")
    visit.until(
        lambda: visit.page.locator("#loss .legend", has_text="pinned").is_visible(), "the entry of the loss chart"
    )
    racing(visit, "Race optimizers", 7)
    visit.until(lambda: visit.step > 10, "a race")
    visit.button("Pin run 3, Nesterov").click()
    visit.until(lambda: pinned.count() == 2, "two pinned runs")
    assert "Nesterov" in pinned.last.inner_text()
    pinned.first.get_by_role("button").click()
    visit.until(lambda: pinned.count() == 1, "the other one")


def test_the_lab_menu_by_keyboard(visit: Visit) -> None:
    visit.until(visit.button("Lab").is_visible, "the menu")
    visit.button("Lab").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowDown")
    focused = visit.page.locator(":focus")
    assert "Race initializers" in focused.inner_text()
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("#lab-list").is_hidden()
    assert focused.inner_text() == "Lab"
    visit.page.keyboard.press("ArrowUp")
    assert "Regularization" in focused.inner_text()


def test_axe_finds_nothing_in_a_race(visit: Visit) -> None:
    visit.until_step(5)
    visit.page.locator("#fit").get_by_role("button", name="Pin", exact=True).click()
    visit.button("Lab").click()
    visit.check_access()
    visit.page.keyboard.press("Escape")
    choose_in_lab(visit, "A race of your own")
    visit.until(visit.button("Start the race").is_visible, "the form")
    list(visit.check_looks("#lab", sizes=[(390, 844), (1440, 900)]))
    racing(visit, "Race optimizers", 7)
    visit.until(lambda: visit.step > 5, "a race")
    list(visit.check_looks("#lab, #fit"))
