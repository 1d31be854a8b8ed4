"""Disguised, near and honest names for benches/screening.py, made from a list by a seed.

Each disguise is one that papers and smugglers use; none of its constants is shared with the engine. A near-name keeps an entry's
legal form and common words (of a person: one of the names) and takes its telling words from elsewhere.
"""

import random
import re

LEGAL = re.compile(
    r"\b(LIMITED LIABILITY COMPANY|(OPEN|CLOSED|PUBLIC|PRIVATE)? ?JOINT[ -]STOCK COMPANY|S\.? DE R\.?L\.? DE C\.?V\.?|S\.A\.P\.I\. DE C\.V\.?|S\.?A\.? DE C\.?V\.?|"
    r"(OBSHCHESTVO|OBSCHESTVO) S OGRANICHENN\w+ OTVET?S\w+|(OTKRYTO\w+|ZAKRYTO\w+|PUBLICHNO\w+)? ?AKTSIONERNO\w+ OBSHCHESTVO|FEDERAL STATE UNITARY ENTERPRISE|"
    r"ANONIM SIRKETI|LIMITED SIRKETI|LTD\.? STI\.?|LLC|L\.L\.C\.?|LTD\.?|LIMITED|COMPANY|CORPORATION|CORP\.?|CO\.?|INC\.?|GMBH|AG|S\.?A\.?S\.?|S\.?R\.?L\.?|S\.?A\.?|PJSC|OJSC|CJSC|JSC|"
    r"OOO|OAO|ZAO|PAO|FZE|FZCO|FZC|PTE\.?|PVT\.?|PRIVATE|PLC|B\.?V\.?|N\.?V\.?|LTDA\.?|E\.?U\.?|CIA\.?|EOOD|PUBLIC|OPEN|CLOSED|JOINT VENTURE|AO)(?=[\s,.)]|$)", re.I)
COMMON = set(
    """trading international general group industries industry import export company holding holdings services service shipping bank
    investment investments development engineering construction technology technologies commercial foundation organization center centre
    institute research national state oil gas petroleum energy transport logistics airlines aviation marine maritime lines steel metal
    metals industrial enterprise enterprises trade global for of the and de la el al bin y e du del des los las front movement army party
    committee ministry university force forces exchange""".split())
SHORT = dict(INTERNATIONAL="INTL", TRADING="TRDG", INDUSTRIES="INDS", INDUSTRIAL="INDL", ENGINEERING="ENGG", TECHNOLOGY="TECH", TECHNOLOGIES="TECHN.",
             MANUFACTURING="MFG", COMPANY="CO", CORPORATION="CORP", DEVELOPMENT="DEV", INVESTMENT="INVT", INVESTMENTS="INVTS", SERVICES="SVCS",
             NATIONAL="NATL", GENERAL="GENL", PETROLEUM="PETR", CONSTRUCTION="CONSTR", SHIPPING="SHPG", TRANSPORT="TRANSP", RESEARCH="RSCH",
             INSTITUTE="INST", ORGANIZATION="ORG", CENTER="CTR", ELECTRONICS="ELEC", ENTERPRISES="ENTPR", HOLDING="HLDG", HOLDINGS="HLDGS", GROUP="GRP")
DIGIT = dict(O="0", I="1", E="3", A="4", S="5", T="7", B="8")
TWIN = dict(A="А", B="В", C="С", E="Е", H="Н", K="К", M="М", O="О", P="Р", T="Т", X="Х", Y="У")
CYRILLIC = [("SHCH", "Щ"), ("ZH", "Ж"), ("KH", "Х"), ("TS", "Ц"), ("CH", "Ч"), ("SH", "Ш"), ("YU", "Ю"), ("YA", "Я"), ("YE", "Е"), ("A", "А"), ("B", "Б"),
            ("V", "В"), ("G", "Г"), ("D", "Д"), ("E", "Е"), ("Z", "З"), ("I", "И"), ("Y", "Й"), ("K", "К"), ("L", "Л"), ("M", "М"), ("N", "Н"), ("O", "О"),
            ("P", "П"), ("R", "Р"), ("S", "С"), ("T", "Т"), ("U", "У"), ("F", "Ф"), ("H", "Х"), ("C", "К"), ("J", "Дж"), ("Q", "К"), ("W", "В"), ("X", "Кс")]
ARABIC = [("MOHAMMAD", "MUHAMMED"), ("MUHAMMAD", "MOHAMED"), ("MOHAMMED", "MUHAMAD"), ("AHMAD", "AHMED"), ("HUSSEIN", "HUSAYN"), ("HUSAYN", "HOSSEIN"),
          ("HASAN", "HASSAN"), ("HASSAN", "HASAN"), ("ABDUL", "ABDEL"), ("ABD AL-", "ABDUL "), ("AL-", "EL "), ("KH", "H"), ("Q", "K"), ("OU", "U"), ("U", "OU"),
          ("EE", "I"), ("I", "EE"), ("DH", "Z"), ("AY", "EI"), ("SH", "CH"), ("YY", "Y"), ("SS", "S"), ("LL", "L")]
AGENTS = ["SPEEDLINK FORWARDING", "BLUE ANCHOR LOGISTICS", "HARBOUR GATE CLEARING", "PACIFIC CROWN FREIGHT", "NOORDZEE EXPEDITIE", "ORBIT CARGO"]
PLACES = ["HONG KONG", "DUBAI", "ISTANBUL", "SINGAPORE", "ALMATY", "SHENZHEN", "VIETNAM", "MALAYSIA", "EUROPE"]
BUSINESS = ["TRADING", "INTERNATIONAL", "HOLDINGS", "SERVICES", "LOGISTICS", "IMPORT EXPORT", "INDUSTRIES"]
GIVEN = """James Maria Chen Wei Olga Dmitri Ahmed Fatima Yusuf Priya Rajesh Kenji Hiroshi Minjun Anna Luis Carlos Sofia Nguyen Thomas Elena Piotr
    Marta Ivan Omar Leila Hassan Arjun Mei Ling Jorge Lucia Emeka Amina Pavel Irina Tomas Erik Ingrid Hugo Camila""".split()
FAMILY = """Andersson Baker Castillo Dimitrov Eriksen Fernandes Gupta Hoffmann Ivanova Jansen Kowalski Larsen Moreau Nakamura Okafor Petrov Quintero
    Rossi Schneider Tanaka Ueda Vargas Walker Xu Yamada Zhang Kim Park Lee Nguyen Tran Silva Costa Novak Horvat Demir Yilmaz Haddad Nasser""".split()
STEMS = """Aldermoor Brightwell Cascadia Deltaform Everstone Fairmont Glenhaven Hanover Ironbridge Jadewell Kestrel Lakeshore Meridian Northgate Oakfield
    Pinnacle Quantum Riverton Silverline Trident Unison Vanguard Westbrook Xenon Yellowstone Zenith Amberlite Borealis Corvex Dynaform Elmwood Ferrotek
    Granite Harborview Intermag Junotech Kobaltek Luminor Magnetix Novatherm Optima Polymet Quarzwerk Resintek Solvex Tungmet Ultramet Voltaris""".split()
TRADES = """Metals Chemicals Ceramics Electronics Magnetics Alloys Tooling Optics Batteries Glass Plastics Bearings Motors Semiconductors Trading Industries
    Technologies Materials Engineering Foundry Logistics Pharma Foods Textiles""".split()
FORMS = ["Ltd", "LLC", "GmbH", "Co., Ltd.", "S.A.", "Inc.", "Pte Ltd", "B.V.", "Sdn Bhd", "Kft.", "s.r.o.", "JSC"]


def words(name):
    return re.findall(r"[^\s,()]+", name)


def telling(name):
    bare = LEGAL.sub(" ", name)
    return [word for word in words(bare) if word.strip(".'-").lower() not in COMMON and len(word.strip(".'-")) > 1]


def legal_form(name, person, rng):
    if person:
        return None
    bare = " ".join(LEGAL.sub(" ", name).replace(",", " ").split())
    if len(bare) < 5:
        return None
    return f"{bare} {rng.choice(FORMS)}" if rng.random() < 0.7 else bare


def word_order(name, person, rng):
    if person and "," in name:
        family, given = name.split(",", 1)
        return f"{given.strip()} {family.strip()}"
    parts = words(name)
    if len(parts) < 3:
        return None
    at = rng.randrange(1, len(parts))
    return " ".join(parts[at:] + parts[:at])


def abbreviation(name, person, rng):
    if person:
        return None
    parts = words(name.upper())
    found = [at for at, part in enumerate(parts) if part.strip(".") in SHORT]
    if not found:
        return None
    for at in found:
        parts[at] = SHORT[parts[at].strip(".")]
    return " ".join(parts)


def acronym(name, person, rng):
    if person:
        return None
    parts = [part for part in words(LEGAL.sub(" ", name)) if part.lower() not in ("of", "the", "and", "for", "de", "la", "-", "&") and part[0].isalpha()]
    if not 4 <= len(parts) <= 7:
        return None
    return "".join(part[0] for part in parts).upper() + (" " + rng.choice(["LTD", "CO", "LLC"]) if rng.random() < 0.5 else "")


def typos(name, person, rng):
    parts = name.split(" ")
    long = [at for at, part in enumerate(parts) if len(re.sub(r"\W", "", part)) >= 5]
    if not long:
        return None
    for at in rng.sample(long, min(len(long), rng.choice([1, 1, 2]))):
        part, spot = parts[at], rng.randrange(1, len(parts[at]) - 2)
        kind = rng.choice("swap drop add other".split())
        letter = rng.choice("ABCDEFGHIKLMNOPRSTUVY")
        parts[at] = {"swap": part[:spot] + part[spot + 1] + part[spot] + part[spot + 2:], "drop": part[:spot] + part[spot + 1:],
                     "add": part[:spot] + letter + part[spot:], "other": part[:spot] + letter + part[spot + 1:]}[kind]
    made = " ".join(parts)
    return made if made != name else None


def truncated(name, person, rng):
    made = name[:35].rstrip()
    return made if len(name) > 38 and any(len(word) >= 4 for word in telling(made)) else None


def order_of(name, person, rng):
    return rng.choice(["TO THE ORDER OF {}", "TO ORDER OF {}", "{a} C/O {}", "M/S {}", "NOTIFY: {}", "{a} ON BEHALF OF {}"]).format(name, a=rng.choice(AGENTS))


def digits(name, person, rng):
    spots = [at for at, letter in enumerate(name.upper()) if letter in DIGIT and not name.upper()[max(0, at - 1)].isdigit()]
    if len(spots) < 3:
        return None
    letters = list(name.upper())
    for at in rng.sample(spots, rng.choice([1, 2, 3])):
        letters[at] = DIGIT[letters[at]]
    return "".join(letters)


def homoglyphs(name, person, rng):
    spots = [at for at, letter in enumerate(name.upper()) if letter in TWIN]
    if len(spots) < 3:
        return None
    letters = list(name.upper())
    for at in rng.sample(spots, min(len(spots), rng.choice([1, 2, 4]))):
        letters[at] = TWIN[letters[at]]
    return "".join(letters)


def cyrillic(name, person, rng):
    if not re.search(r"(OV|EV|SKIY|SKY|ICH|OVA|EVA|PROM|NEFT|STROY|TEKH|ZAVOD|OOO|OAO)\b", name.upper()):
        return None
    text = LEGAL.sub(" ", name.upper()).replace("'", "")
    for latin, letter in CYRILLIC:
        text = text.replace(latin, letter.upper())
    return " ".join(text.replace(",", " ").split())


def arabic(name, person, rng):
    text = name.upper()
    if not re.search(r"\b(AL|EL|ABU|ABD|ABDUL|MOHAMM|MUHAMM|AHM|HUS|HAS|BIN|IBN)", text):
        return None
    changes = [(old, new) for old, new in ARABIC if old in text]
    if len(changes) < 2:
        return None
    for old, new in rng.sample(changes, rng.choice([1, 2])):
        text = text.replace(old, new, 1)
    return text if text != name.upper() else None


def subsidiary(name, person, rng):
    if person or not telling(name):
        return None
    bare = " ".join(LEGAL.sub(" ", name).replace(",", " ").split())
    if len(bare) < 6:
        return None
    return f"{bare} {rng.choice(['(' + rng.choice(PLACES) + ')', rng.choice(PLACES) + ' ' + rng.choice(BUSINESS), rng.choice(BUSINESS)])} {rng.choice(FORMS)}"


def spaces(name, person, rng):
    parts = words(name)
    if rng.random() < 0.6 and len(parts) >= 2:
        at = rng.randrange(len(parts) - 1)
        return " ".join(parts[:at] + [parts[at] + parts[at + 1]] + parts[at + 2:])
    long = [at for at, part in enumerate(parts) if len(part) >= 8]
    if not long:
        return None
    at = rng.choice(long)
    spot = rng.randrange(3, len(parts[at]) - 3)
    return " ".join(parts[:at] + [parts[at][:spot], parts[at][spot:]] + parts[at + 1:])


DISGUISES = dict(legal_form=legal_form, word_order=word_order, abbreviation=abbreviation, acronym=acronym, typos=typos, truncated=truncated, order_of=order_of,
                 digits=digits, homoglyphs=homoglyphs, cyrillic=cyrillic, arabic=arabic, subsidiary=subsidiary, spaces=spaces)


def disguised(entries, count, seed):
    """(disguise, query, entry id), as many of each disguise; entries are (id, name, person)."""
    rng, made = random.Random(seed), []
    usable = [entry for entry in entries if len(re.sub(r"\W", "", entry[1])) >= 5 and telling(entry[1])]
    kinds = list(DISGUISES)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        for _ in range(100_000):
            key, name, person = rng.choice(usable)
            query = DISGUISES[kind](name, person, rng)
            if query and query != name:
                made.append((kind, query, key))
                break
    return made


def near(entries, count, seed):
    """Names that share an entry's common words, legal form or one personal name, and nothing else."""
    rng, made = random.Random(seed + 1), []
    taken = {" ".join(sorted(words(name.upper()))) for _, name, _ in entries}
    while len(made) < count:
        _, name, person = rng.choice(entries)
        if person and "," in name:
            family, given = name.split(",", 1)
            made_name = f"{rng.choice(FAMILY).upper()},{given}" if rng.random() < 0.5 else f"{family}, {rng.choice(GIVEN)} {rng.choice(GIVEN)}"
        else:
            tell = telling(name)
            if not tell or len(words(name)) < 2:
                continue
            made_name = name
            for word in tell:
                made_name = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", rng.choice(STEMS + FAMILY).upper(), made_name, count=1)
        if made_name.upper() != name.upper() and " ".join(sorted(words(made_name.upper()))) not in taken:
            made.append(made_name)
    return made


def honest(count, seed):
    """Names of people and firms made from everyday parts."""
    rng = random.Random(seed + 2)
    def one():
        pick = rng.random()
        if pick < 0.35:
            return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        if pick < 0.75:
            return f"{rng.choice(STEMS)} {rng.choice(TRADES)} {rng.choice(FORMS)}"
        if pick < 0.9:
            return f"{rng.choice(PLACES).title()} {rng.choice(STEMS + FAMILY)} {rng.choice(BUSINESS).title()} {rng.choice(FORMS)}"
        return f"{rng.choice(FAMILY)} & {rng.choice(FAMILY)} {rng.choice(TRADES)}"
    return [one() for _ in range(count)]
