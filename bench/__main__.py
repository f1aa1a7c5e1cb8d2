import argparse
import importlib

TOPICS = {
    "me": "GET /api/v1/me against a bare Django view with one SELECT",
    "reads": "lists, streams, statistics, fitness, curves and records beside a bare list",
    "calendar": "the month of one athlete with 60 workouts and 60 sessions, at one client",
    "growth": "the same reads at 100 to 10,000 activities, alone and among 200 athletes",
    "imports": "files sent, read and measured: CPU of web, worker, reader and PostgreSQL",
    "steps": "parsing, metrics and encoding of a ride of some hours, step by step",
    "workouts": "parsing, planning, aligning and judging workouts",
    "plans": "a plan of 24 weeks for 10 to 100 athletes: applied, rebased, undone by the worker",
    "strava": "webhooks answered, sessions arriving, histories fetched, beside a simulated Strava",
    "storage": "bytes that an activity takes in the database",
    "memory": "memory of web and worker after load, and the start to the first answer",
    "drop": "reads while 500 files are read",
    "wall": "row-level security on 20 thousand to 2 million rows",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    topics = parser.add_subparsers(dest="topic", required=True)
    for name, text in TOPICS.items():
        importlib.import_module(f"bench.{name}").add_arguments(topics.add_parser(name, help=text))
    arguments = parser.parse_args()
    importlib.import_module(f"bench.{arguments.topic}").run(arguments)


if __name__ == "__main__":
    main()
