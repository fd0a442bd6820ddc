"""The file broker: readers racing publishers lose nothing, get nothing twice or half-read."""

import multiprocessing
import resource
from pathlib import Path
from queue import Empty
from time import monotonic

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from common.fsbroker import Channel, Transport

PUBLISHERS, READERS, EACH = 2, 2, 400
SECONDS = 20


def connect(folder: Path) -> Connection:
    for name in ("queue", "control"):
        (folder / name).mkdir(exist_ok=True)
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
    }
    return Connection(transport=Transport, transport_options=options)


@pytest.fixture
def channel(tmp_path):
    with connect(tmp_path) as connection:
        yield connection.channel()


def publish(folder, publisher):
    with connect(folder) as connection:
        channel = connection.channel()
        for number in range(EACH):
            channel._put("work", {"n": [publisher, number], "ballast": "文" * 5000})


def read(folder, seen, published):
    """Take messages until the publishers are done and the folder is empty; report what came."""
    taken = []
    with connect(folder) as connection:
        channel = connection.channel()
        until = monotonic() + SECONDS
        while monotonic() < until:
            last_look = published.is_set()
            try:
                taken.append(tuple(channel._get("work")["n"]))
            except Empty:
                if last_look:
                    break
    seen.put(taken)


def test_readers_racing_publishers_lose_nothing_and_share_nothing(tmp_path):
    connect(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    seen, published = spawn.Queue(), spawn.Event()
    readers = [spawn.Process(target=read, args=(tmp_path, seen, published)) for _ in range(READERS)]
    publishers = [spawn.Process(target=publish, args=(tmp_path, n)) for n in range(PUBLISHERS)]
    for process in readers + publishers:
        process.start()
    for process in publishers:
        process.join()
    published.set()
    taken = [message for _ in readers for message in seen.get(timeout=2 * SECONDS)]
    for process in readers:
        process.join()
    assert [process.exitcode for process in readers + publishers] == [0] * 4
    assert sorted(taken) == [(p, n) for p in range(PUBLISHERS) for n in range(EACH)]
    assert list((tmp_path / "queue").iterdir()) == []


def test_messages_come_oldest_first_and_only_of_the_queue(channel):
    for number in range(3):
        channel._put("work", {"n": number})
    channel._put("other", {"n": 9})
    assert [channel._get("work")["n"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("work")
    assert channel._size("other") == 1


def test_a_half_written_message_is_not_seen(channel):
    Path(channel.data_folder_in, ".half.tmp").write_text('{"n": ')
    with pytest.raises(Empty):
        channel._get("work")
    assert channel._size("work") == 0


@pytest.fixture
def no_space():
    """No file of this process may grow beyond 100 bytes, as if the disk were full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_is_a_channel_error_and_leaves_nothing(channel, no_space):
    with pytest.raises(ChannelError):
        channel._put("work", {"ballast": "x" * 5000})
    assert list(Path(channel.data_folder_in).iterdir()) == []


def test_a_missing_folder_is_a_channel_error(channel):
    Path(channel.data_folder_in).rmdir()
    with pytest.raises(ChannelError):
        channel._put("work", {"n": 1})


def bind(folder, number):
    with connect(folder) as connection:
        connection.channel()._queue_bind("news", "", "", f"reader{number}")


def test_processes_that_bind_at_once_all_get_the_news(tmp_path):
    connect(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    binders = [spawn.Process(target=bind, args=(tmp_path, n)) for n in range(6)]
    for process in binders:
        process.start()
    for process in binders:
        process.join()
    with connect(tmp_path) as connection:
        channel = connection.channel()
        channel._put_fanout("news", {"n": 1}, "")
        assert [channel._size(f"reader{n}") for n in range(6)] == [1] * 6


def test_binding_twice_is_one_binding_and_deleting_forgets_it_and_its_messages(channel):
    for _ in range(2):
        channel._queue_bind("news", "key", "", "reader")
    channel._put("reader", {"n": 1})
    assert len(channel.get_table("news")) == 1
    channel._delete("reader", "news", "key", "")
    channel._delete("reader", "news", "key", "")
    assert channel.get_table("news") == []
    assert channel._size("reader") == 0


def test_a_published_message_reaches_a_consumer(tmp_path):
    queue = Queue("work", Exchange("work"), routing_key="work")
    got = []
    with connect(tmp_path) as connection:
        connection.Producer().publish(
            {"n": 1}, exchange=queue.exchange, routing_key="work", declare=[queue]
        )
        with connection.Consumer(
            queue, callbacks=[lambda body, message: (got.append(body), message.ack())]
        ):
            connection.drain_events(timeout=5)
    assert got == [{"n": 1}]


def test_the_class_is_the_one_the_settings_name():
    assert Transport.Channel is Channel
