from tests.api.conftest import _no_memory_of_other_tests, call  # noqa: F401  (a program of each person's)
