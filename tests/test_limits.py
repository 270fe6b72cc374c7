"""How long a step may take: in any thread, heard by its caller only, and never after it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leaflets.errors import LeafletsError
from leaflets.limits import within
from leaflets.render.page import TEMPLATE
from leaflets.snapshot import Folders, Snapshot

CODE = "template-endless"


def endless() -> None:
    """Ends by being stopped."""
    for _ in itertools.count():
        pass


def endless_and_deaf() -> None:
    """The same, where every error is caught on the way."""
    for _ in itertools.count():
        try:
            endless()
        except Exception:  # noqa: BLE001  as WeasyPrint has them
            continue


class Deaf:
    """Its destructor loses what is raised in it."""

    def __del__(self) -> None:
        endless()


def endless_in_a_destructor() -> None:
    """The first exception is lost (``sys.unraisablehook`` hears of it)."""
    for _ in itertools.count():
        Deaf()


def stopped(step: Callable[[], object], seconds: float = 0.05) -> LeafletsError:
    """What the caller of an endless step gets."""
    with pytest.raises(LeafletsError) as caught:
        within(seconds, CODE, "the step", step)
    return caught.value


STEPS = [endless, endless_and_deaf]


@pytest.mark.parametrize("step", STEPS)
def test_endless_step_is_stopped_in_any_thread(step: Callable[[], object]) -> None:
    here = stopped(step)
    with ThreadPoolExecutor(3) as threads:
        there = list(threads.map(stopped, [step] * 3))
    for error in (here, *there):
        assert error.exit_code == 5
        assert "takes longer than 0.05 seconds" in str(error)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_exception_that_a_destructor_loses_comes_again() -> None:
    def twice() -> None:
        Deaf()
        endless()

    assert stopped(twice).problems[0].code == CODE


def test_program_with_a_profiler_goes_on() -> None:
    """CPython 3.11 never came back where a limit had been set without a thread being stopped."""
    program = """
        import cProfile
        from leaflets.limits import within
        print(cProfile.Profile().runcall(within, 20.0, "template-endless", "it", lambda: "on"))
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "on\n"


def test_what_a_step_returns_and_raises_comes_through() -> None:
    assert within(60, CODE, "the step", lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(60, CODE, "the step", lambda: 1 // 0)
    with pytest.raises(KeyboardInterrupt):
        within(60, CODE, "the step", lambda: (_ for _ in ()).throw(KeyboardInterrupt))


def test_limits_within_limits() -> None:
    inner = stopped(lambda: within(0.05, "inner", "the inner step", endless), 60)
    assert [found.code for found in inner.problems] == ["inner"]
    outer = stopped(lambda: within(60, "inner", "the inner step", endless))
    assert [found.code for found in outer.problems] == [CODE]

    def goes_on() -> None:
        """The outer limit still stands after the inner one was reached."""
        with pytest.raises(LeafletsError, match="inner step"):
            within(0.02, "inner", "the inner step", endless)
        assert within(60, "inner", "the inner step", lambda: 3) == 3
        endless()

    assert stopped(goes_on, 0.5).problems[0].code == CODE


def test_no_signal_handler_and_no_timer_is_touched() -> None:
    heard: list[int] = []

    def handler(signum: int, _frame: object) -> None:
        heard.append(signum)

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 1000, 500)
    try:
        stopped(endless)
        assert signal.getsignal(signal.SIGALRM) is handler
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= 1000
        assert interval == 500
        assert heard == []
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_step_that_ends_in_time_leaves_nothing_behind() -> None:
    before = threading.enumerate()
    for number in range(1000):
        assert within(60, CODE, "the step", lambda number=number: number) == number
    assert threading.enumerate() == before


def test_exception_that_waits_when_the_step_ends_is_taken_back() -> None:
    """The time is up while the step reads in C, and no bytecode after it looks for exceptions."""
    reading, writing = os.pipe()

    def step() -> int:
        for _ in lines:
            raise AssertionError
        return 7

    def close_late() -> None:
        while not any(w.name == "leaflets-limit" and w.is_up for w in threading.enumerate()):  # type: ignore[attr-defined]
            time.sleep(0.01)
        time.sleep(0.05)
        os.close(writing)

    with os.fdopen(reading, "rb", buffering=0) as lines, ThreadPoolExecutor(1) as helper:
        closed = helper.submit(close_late)
        assert within(0.05, CODE, "the step", step) == 7
        busy(0.01)
        closed.result()


def busy(seconds: float) -> int:
    """Works for a while, in calls and loops."""
    end, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        done += sum(map(len, map(str, range(20))))
    return done


def around_the_limit(count: int) -> tuple[int, int]:
    """Steps that end when their limit does: how many came back, how many were stopped.

    What is raised outside a step ends the test.
    """
    back = late = 0
    for number in range(count):
        seconds = 0.0005 + number % 7 * 0.0001
        try:
            busy(0.0001)
            within(seconds, CODE, "the step", lambda seconds=seconds: busy(seconds))
            back += 1
        except LeafletsError:
            late += 1
        busy(0.0002)
    return back, late


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_nothing_is_raised_after_a_step(count: int) -> None:
    """In four threads at once, in steps whose end and limit meet; and in steps within steps."""
    before = threading.enumerate()

    def nested() -> tuple[int, int]:
        back = late = 0
        for _ in range(count // 10):
            try:
                within(0.004, CODE, "outer", lambda: around_the_limit(5))
                back += 1
            except LeafletsError:
                late += 1
            busy(0.0002)
        return back, late

    with ThreadPoolExecutor(4) as threads:
        plain = [threads.submit(around_the_limit, count) for _ in range(2)]
        steps = [threads.submit(nested) for _ in range(2)]
        found = [sum(one.result()) for one in plain]
        within_steps = [sum(one.result()) for one in steps]
    assert found == [count] * 2
    assert within_steps == [count // 10] * 2
    assert threading.enumerate() == before


def test_endless_template_is_stopped_outside_the_main_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leaflets.render import page

    monkeypatch.setattr(page, "SECONDS", 0.2)
    loop = "{% for a in range(99999) %}" * 4 + "{% endfor %}" * 4
    (tmp_path / TEMPLATE).write_text(loop)
    with ThreadPoolExecutor(1) as thread:
        error = thread.submit(page.render, Folders((tmp_path,), Snapshot()), {}).exception()
    assert isinstance(error, LeafletsError)
    assert [found.code for found in error.problems] == ["template-endless"]
