from django.core.management.base import BaseCommand

from comptoir.conversations.search import index_all


class Command(BaseCommand):
    help = "Index for the search the messages that are not in it yet. It may be stopped and started again at any time."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="index every message anew")
        parser.add_argument("--after", type=int, default=0, metavar="ID", help="begin after this message: the last number that was printed")

    def handle(self, **options):
        count = 0
        for last, number in index_all(after=options["after"], anew=options["all"]):
            count += number
            self.stdout.write(f"jusqu’au message {last} : {count}")
        self.stdout.write(f"messages indexés : {count}")
