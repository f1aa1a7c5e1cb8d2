import argparse
import importlib

TOPICS = {
    "me": "GET /api/v1/me against a bare Django view with one SELECT",
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
