#!/usr/bin/env python3
"""Load on a running desk, over loopback: how long pages take, and whether decisions are lost or doubled.

    tidewaiter review --db big.db --listen 127.0.0.1:8080 --requests-a-minute 100000 &
    python benches/review_load.py read   --url http://127.0.0.1:8080 --users 20 --seconds 30
    python benches/review_load.py decide --url http://127.0.0.1:8080 --users 50 --decisions 5000 --db big.db

Accounts are called PREFIX0, PREFIX1, ... (officers) and share one password. `read` has each user ask for one page after the
other without a pause: queue, filtered queue, search, case. With `--fresh` each search is one that nobody made before, so that no
answer can be one that was kept; with `--acts 1` one more officer takes a case, or puts it back, each second: after each act
every queue is worked out anew. `decide` has all officers pick from the same queue, so that they
often want the same case; it then counts the decisions in the store.
"""
import argparse
import http.client
import random
import re
import sqlite3
import sys
import threading
import time
import urllib.parse

MIX = ("queue", "filter", "search", "case")
FILTERS = ["lane=inspect", "mineral=gallium", "typology=T3&lane=review", "office=5301", "destination=KR", "risk=0.5",
           "who=nobody&sort=due", "state=decided", "state=all&mineral=antimony&sort=value", "sort=newest&page=3", "lane=audit"]
# Names of firms and numbers as people type them: most words of each stand in nearly all cases.
FRESH = ["湖南新材料{n}有限公司", "Trading {n} Co., Ltd.", "{n}", "gallium {n}", "石墨 {n}", "Co., Ltd. 石墨 {n}"]
WORDS = ["gallium metal", "锑锭", "湖南新材料", "graphite", "dysprosium", "2225", "Trading 36", "石墨", "refractory"]


class Browser:
    """One signed-in officer over one kept connection."""

    def __init__(self, url, name, password):
        parts = urllib.parse.urlsplit(url)
        self.host, self.origin, self.name = parts.netloc, f"{parts.scheme}://{parts.netloc}", name
        self.link = http.client.HTTPConnection(self.host, timeout=60)
        self.cookies = {}
        page = self.get("/login")[1]
        status, _ = self.post("/login", {"csrf": proof(page), "user": name, "password": password, "to": "/"})
        if status != 303:
            sys.exit(f"{name} cannot sign in: {status}")

    def ask(self, method, path, body=None):
        headers = {"Host": self.host, "Accept-Language": "en"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        self.location = answer.headers.get("Location")
        return answer.status, text.decode()

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        return self.ask("POST", path, urllib.parse.urlencode(fields))


def proof(page):
    return re.search(r'name="csrf" value="([0-9a-f]{64})"', page).group(1)


def together(users, work):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sign_in(args):
    # One after the other: a login costs a core for a while, on purpose.
    return [Browser(args.url, f"{args.prefix}{n}", args.password) for n in range(args.users)]


def act(browser, args, until, acts):
    """Takes a case, puts it back, takes the next."""
    _, queue = browser.get("/?state=new&who=nobody")
    token, rows = proof(queue), re.findall(r'name="case" value="(\d+)\.(\d+)"', queue)
    for case, version in rows:
        for step, deed in enumerate(("take", "put-back")):
            if time.monotonic() >= until:
                return
            status, _ = browser.post(f"/cases/{case}/{deed}", {"csrf": token, "version": str(int(version) + step)})
            acts.append(status)
            time.sleep(args.acts)


def read(args):
    browsers, took, failed, acts = sign_in(args), {kind: [] for kind in MIX}, [], []
    actor = Browser(args.url, f"{args.prefix}{args.users}", args.password) if args.acts else None
    until = time.monotonic() + args.seconds
    run = random.Random(args.seed).randint(10, 99) if args.fresh else 0

    def work(n):
        if n == args.users:
            return act(actor, args, until, acts)
        draw, browser, asked = random.Random(n), browsers[n], 0
        while time.monotonic() < until:
            for kind in MIX:
                asked += 1
                words = draw.choice(FRESH).format(n=f"{run}{n}{asked}") if args.fresh else draw.choice(WORDS)
                path = {
                    "queue": f"/?page={draw.randint(1, 20)}",
                    "filter": "/?" + draw.choice(FILTERS),
                    "search": "/?q=" + urllib.parse.quote(words),
                    "case": f"/cases/{draw.randint(1, args.cases)}",
                }[kind]
                begun = time.perf_counter()
                status, text = browser.get(path)
                took[kind].append((time.perf_counter() - begun) * 1000)
                if status != 200 or "</html>" not in text:
                    failed.append((path, status))

    together(args.users + bool(actor), work)
    if actor:
        failed += [("an act", status) for status in acts if status != 303]
        print(f"{len(acts)} acts meanwhile")
    total = sum(len(all_of) for all_of in took.values())
    print(f"{args.users} users, {args.seconds} s: {total} pages, {total / args.seconds:.0f} a second, {len(failed)} failed {failed[:3]}")
    print("page     n       p50 ms  p95 ms  p99 ms  max ms")
    for kind, all_of in took.items():
        all_of.sort()
        at = lambda share: all_of[min(len(all_of) - 1, int(share * len(all_of)))]
        print(f"{kind:8} {len(all_of):<7} {at(0.5):<7.0f} {at(0.95):<7.0f} {at(0.99):<7.0f} {all_of[-1]:.0f}")
    return 1 if failed else 0


def decide(args):
    count = "SELECT count(*) FROM decisions"
    before = sqlite3.connect(args.db).execute(count).fetchone()[0]
    browsers, lock, done, told = sign_in(args), threading.Lock(), [], {}

    def work(n):
        draw, browser = random.Random(n), browsers[n]
        while len(done) < args.decisions:
            _, queue = browser.get("/?state=new&who=nobody")
            rows = re.findall(r'name="case" value="(\d+)\.(\d+)"', queue)
            if not rows:
                return
            for case, version in draw.sample(rows, min(5, len(rows))):
                fields = {"csrf": proof(queue), "version": version, "verdict": "inspect", "reason": "other",
                          "note": f"by {browser.name}", "way": "state=new&who=nobody", "stay": "yes"}
                status, _ = browser.post(f"/cases/{case}/decide", fields)
                with lock:
                    told[status] = told.get(status, 0) + 1
                    if status == 303:
                        done.append(int(case))
                if len(done) >= args.decisions:
                    return

    begun = time.monotonic()
    together(args.users, work)
    seconds = time.monotonic() - begun
    store = sqlite3.connect(args.db)
    written = store.execute(count).fetchone()[0] - before
    doubled = len(done) - len(set(done))
    print(f"{args.users} officers, {seconds:.0f} s: {len(done)} decisions told, {written} written, {doubled} cases told twice; answers {told}")
    return 0 if written == len(done) and doubled == 0 and set(told) <= {303, 409} else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["read", "decide"])
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--decisions", type=int, default=5000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--fresh", action="store_true", help="each search is new")
    parser.add_argument("--seed", type=int, default=1, help="another one for another run over a desk that was not started anew")
    parser.add_argument("--acts", type=float, default=0, metavar="SECONDS", help="one officer acts so often")
    parser.add_argument("--db")
    parser.add_argument("--prefix", default="officer")
    parser.add_argument("--password", default="quiet harbour at dawn")
    args = parser.parse_args()
    sys.exit(read(args) if args.what == "read" else decide(args))


if __name__ == "__main__":
    main()
