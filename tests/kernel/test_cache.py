from comptoir.kernel.cache import ForgivingRedisCache


def test_without_redis_everything_is_a_miss_and_nothing_fails():
    cache = ForgivingRedisCache("redis://127.0.0.1:1/0", {})

    cache.set("a", 1)
    cache.set_many({"b": 2})
    cache.delete_many(["a"])

    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.add("a", 1) is True
    assert cache.incr("a") == 1
    assert cache.touch("a") is False
    assert cache.delete("a") is False
