# ruff: noqa: E501 - a conjugation is one line
"""Inflected forms of French words: conjugation, agreement of participles, plurals, feminines."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# suffix: present (6) | imperfect stem | future stem | subjunctive (1st sing., 1st plur.) |
# simple past (3rd sing., 3rd plur.) | participle (masculine singular)
_IRREGULAR = """
être: suis es est sommes êtes sont|ét|ser|soi soy|fut furent|été
avoir: ai as a avons avez ont|av|aur|ai ay|eut eurent|eu
aller: vais vas va allons allez vont|all|ir|aille allions|alla allèrent|allé
faire: fais fais fait faisons faites font|fais|fer|fasse fassions|fit firent|fait
dire: dis dis dit disons dites disent|dis|dir|dise disions|dit dirent|dit
venir: viens viens vient venons venez viennent|ven|viendr|vienne venions|vint vinrent|venu
tenir: tiens tiens tient tenons tenez tiennent|ten|tiendr|tienne tenions|tint tinrent|tenu
pouvoir: peux peux peut pouvons pouvez peuvent|pouv|pourr|puisse puissions|put purent|pu
vouloir: veux veux veut voulons voulez veulent|voul|voudr|veuille voulions|voulut voulurent|voulu
devoir: dois dois doit devons devez doivent|dev|devr|doive devions|dut durent|dû
savoir: sais sais sait savons savez savent|sav|saur|sache sachions|sut surent|su
voir: vois vois voit voyons voyez voient|voy|verr|voie voyions|vit virent|vu
prévoir: prévois prévois prévoit prévoyons prévoyez prévoient|prévoy|prévoir|prévoie prévoyions|prévit prévirent|prévu
cevoir: çois çois çoit cevons cevez çoivent|cev|cevr|çoive cevions|çut çurent|çu
mouvoir: meus meus meut mouvons mouvez meuvent|mouv|mouvr|meuve mouvions|mut murent|mu
valoir: vaux vaux vaut valons valez valent|val|vaudr|vaille valions|valut valurent|valu
seoir: seois seois seoit seoyons seoyez seoient|soy|seoir|soie soyions|sit sirent|sis
prendre: prends prends prend prenons prenez prennent|pren|prendr|prenne prenions|prit prirent|pris
mettre: mets mets met mettons mettez mettent|mett|mettr|mette mettions|mit mirent|mis
battre: bats bats bat battons battez battent|batt|battr|batte battions|battit battirent|battu
rompre: romps romps rompt rompons rompez rompent|romp|rompr|rompe rompions|rompit rompirent|rompu
aindre: ains ains aint aignons aignez aignent|aign|aindr|aigne aignions|aignit aignirent|aint
eindre: eins eins eint eignons eignez eignent|eign|eindr|eigne eignions|eignit eignirent|eint
oindre: oins oins oint oignons oignez oignent|oign|oindr|oigne oignions|oignit oignirent|oint
uire: uis uis uit uisons uisez uisent|uis|uir|uise uisions|uisit uisirent|uit
nuire: nuis nuis nuit nuisons nuisez nuisent|nuis|nuir|nuise nuisions|nuisit nuisirent|nui
fuir: fuis fuis fuit fuyons fuyez fuient|fuy|fuir|fuie fuyions|fuit fuirent|fui
crire: cris cris crit crivons crivez crivent|criv|crir|crive crivions|crivit crivirent|crit
lire: lis lis lit lisons lisez lisent|lis|lir|lise lisions|lut lurent|lu
suivre: suis suis suit suivons suivez suivent|suiv|suivr|suive suivions|suivit suivirent|suivi
vivre: vis vis vit vivons vivez vivent|viv|vivr|vive vivions|vécut vécurent|vécu
croire: crois crois croit croyons croyez croient|croy|croir|croie croyions|crut crurent|cru
boire: bois bois boit buvons buvez boivent|buv|boir|boive buvions|but burent|bu
clure: clus clus clut cluons cluez cluent|clu|clur|clue cluions|clut clurent|clu
inclure: inclus inclus inclut incluons incluez incluent|inclu|inclur|inclue incluions|inclut inclurent|inclus
connaître: connais connais connaît connaissons connaissez connaissent|connaiss|connaîtr|connaisse connaissions|connut connurent|connu
paraître: parais parais paraît paraissons paraissez paraissent|paraiss|paraîtr|paraisse paraissions|parut parurent|paru
naître: nais nais naît naissons naissez naissent|naiss|naîtr|naisse naissions|naquit naquirent|né
soudre: sous sous sout solvons solvez solvent|solv|soudr|solve solvions|solut solurent|sous
résoudre: résous résous résout résolvons résolvez résolvent|résolv|résoudr|résolve résolvions|résolut résolurent|résolu
vaincre: vaincs vaincs vainc vainquons vainquez vainquent|vainqu|vaincr|vainque vainquions|vainquit vainquirent|vaincu
rire: ris ris rit rions riez rient|ri|rir|rie riions|rit rirent|ri
suffire: suffis suffis suffit suffisons suffisez suffisent|suffis|suffir|suffise suffisions|suffit suffirent|suffi
plaire: plais plais plaît plaisons plaisez plaisent|plais|plair|plaise plaisions|plut plurent|plu
taire: tais tais tait taisons taisez taisent|tais|tair|taise taisions|tut turent|tu
traire: trais trais trait trayons trayez traient|tray|trair|traie trayions|traya trayèrent|trait
mourir: meurs meurs meurt mourons mourez meurent|mour|mourr|meure mourions|mourut moururent|mort
courir: cours cours court courons courez courent|cour|courr|coure courions|courut coururent|couru
quérir: quiers quiers quiert quérons quérez quièrent|quér|querr|quière quérions|quit quirent|quis
ouvrir: ouvre ouvres ouvre ouvrons ouvrez ouvrent|ouvr|ouvrir|ouvre ouvrions|ouvrit ouvrirent|ouvert
ffrir: ffre ffres ffre ffrons ffrez ffrent|ffr|ffrir|ffre ffrions|ffrit ffrirent|ffert
cueillir: cueille cueilles cueille cueillons cueillez cueillent|cueill|cueiller|cueille cueillions|cueillit cueillirent|cueilli
assaillir: assaille assailles assaille assaillons assaillez assaillent|assaill|assaillir|assaille assaillions|assaillit assaillirent|assailli
partir: pars pars part partons partez partent|part|partir|parte partions|partit partirent|parti
sortir: sors sors sort sortons sortez sortent|sort|sortir|sorte sortions|sortit sortirent|sorti
servir: sers sers sert servons servez servent|serv|servir|serve servions|servit servirent|servi
sentir: sens sens sent sentons sentez sentent|sent|sentir|sente sentions|sentit sentirent|senti
mentir: mens mens ment mentons mentez mentent|ment|mentir|mente mentions|mentit mentirent|menti
dormir: dors dors dort dormons dormez dorment|dorm|dormir|dorme dormions|dormit dormirent|dormi
vêtir: vêts vêts vêt vêtons vêtez vêtent|vêt|vêtir|vête vêtions|vêtit vêtirent|vêtu
"""
_PARADIGMS: dict[str, str] = {
    suffix: rest
    for row in _IRREGULAR.strip().splitlines()
    for suffix, _, rest in (row.partition(": "),)
}
_BY_LENGTH = tuple(sorted(_PARADIGMS, key=lambda s: (-len(s), s)))
_SECOND_GROUP = _set("répartir asservir assortir impartir réassortir maudire finir")
_ALONE = _set("être avoir aller")  # no other verb is conjugated like these
_DISENT_DISEZ = ("interdire", "contredire", "prédire", "médire", "dédire")
# verbs in -eler, -eter that take è instead of doubling
_GRAVE = _set(
    """acheter racheter geler congeler dégeler modeler démanteler marteler harceler peler receler
    ciseler écarteler fureter haleter crocheter"""
)
_IMPERFECT = ("ais", "ais", "ait", "ions", "iez", "aient")
_FUTURE = ("ai", "as", "a", "ons", "ez", "ont")
_SUBJUNCTIVE = ("e", "es", "e", "ions", "iez", "ent")


def _agreement(participle: str) -> tuple[str, ...]:
    masculine = "du" + participle[2:] if participle == "dû" else participle
    if participle.endswith("sous") and participle != "sous":
        feminine = participle[:-1] + "te"  # dissous, dissoute
    else:
        feminine = masculine + "e"
    plural = participle if participle.endswith(("s", "x")) else masculine + "s"
    return participle, feminine, plural, feminine + "s"


def _er_forms(verb: str) -> tuple[str, ...]:
    stem = verb[:-2]
    soft = stem  # before a, o
    mute: tuple[str, ...] = (stem,)  # before a silent ending
    if stem.endswith("g"):
        soft = stem + "e"
    elif stem.endswith("c"):
        soft = stem[:-1] + "ç"
    future = tuple(m + "er" for m in mute)
    if verb.endswith(("eler", "eter")) and verb not in _GRAVE:
        mute = (stem + stem[-1], stem[:-2] + "è" + stem[-1])
        future = tuple(m + "er" for m in mute)
    elif verb.endswith("yer"):
        mute = (stem[:-1] + "i", stem) if verb.endswith("ayer") else (stem[:-1] + "i",)
        future = tuple(m + "er" for m in mute)
        if verb.endswith("envoyer"):
            future = (verb[: -len("voyer")] + "verr",)
    else:
        at = next((i for i in range(len(stem) - 1, -1, -1) if stem[i] in "aeiouyéèêâîôû"), -1)
        tail = stem[at + 1 :]
        plain_tail = len(tail) == 1 or tail in (
            "vr",
            "gn",
            "br",
            "tr",
            "cr",
            "gr",
            "qu",
            "ch",
            "gu",
        )
        if at > 0 and plain_tail and stem[at] == "e":
            mute = (stem[:at] + "è" + tail,)
            future = (mute[0] + "er",)
        elif at >= 0 and tail and stem[at] == "é" and plain_tail:
            mute = (stem[:at] + "è" + tail,)
            future = (verb, mute[0] + "er")
        elif stem.endswith(("gu", "qu")) and stem[-3:-2] == "é":
            mute = (stem[:-3] + "è" + stem[-2:],)
            future = (verb, mute[0] + "er")
    out = [verb]
    for m in mute:
        out += [m + e for e in ("e", "es", "ent")]
    out += [soft + "ons", stem + "ez", soft + "ant"]
    out += [(stem if e.startswith("i") else soft) + e for e in _IMPERFECT]
    for f in future:
        out += [f + e for e in (*_FUTURE, *_IMPERFECT)]
    out += [soft + e for e in ("ai", "as", "a", "âmes", "âtes", "ât")] + [stem + "èrent"]
    out += list(_agreement(stem + "é"))
    return tuple(dict.fromkeys(out))


def _assembled(
    infinitive: str,
    present: tuple[str, ...],
    imperfect: str,
    future: str,
    subjunctive: tuple[str, str],
    past: tuple[str, str],
    participle: str,
) -> tuple[str, ...]:
    one, many = subjunctive
    one = one.removesuffix("e")
    many = many.removesuffix("ions")
    out = [infinitive, *present, imperfect + "ant"]
    out += [imperfect + e for e in _IMPERFECT]
    out += [future + e for e in (*_FUTURE, *_IMPERFECT)]
    out += [(many if e in ("ions", "iez") else one) + e for e in _SUBJUNCTIVE]
    out += [*past, *_agreement(participle)]
    return tuple(dict.fromkeys(out))


def _irregular(verb: str, suffix: str) -> tuple[str, ...]:
    prefix = verb[: -len(suffix)]
    parts = _PARADIGMS[suffix].split("|")
    rows = [[prefix + word for word in part.split()] for part in parts]
    if suffix == "être":
        rows[3] = [prefix + "soi", prefix + "soy"]
    present = list(rows[0])
    if verb in _DISENT_DISEZ:
        present[4] = prefix + "disez"
    forms = _assembled(
        verb,
        tuple(present),
        rows[1][0],
        rows[2][0],
        (rows[3][0], rows[3][1]),
        (rows[4][0], rows[4][1]),
        rows[5][0],
    )
    if suffix == "être":
        forms += tuple(prefix + w for w in ("sois", "soit", "soient", "soyons", "soyez"))
    elif suffix == "avoir":
        forms += ("ait", "ayant", "ayons", "ayez")
    elif suffix == "savoir":
        forms += ("sachant",)
    return tuple(dict.fromkeys(forms))


def _regular(verb: str) -> tuple[str, ...]:
    stem = verb[:-2]
    if verb.endswith("re"):
        third = stem if stem.endswith(("d", "t")) else stem + "t"
        present = (stem + "s", third, stem + "ons", stem + "ez", stem + "ent")
        past, participle = (stem + "it", stem + "irent"), stem + "u"
        future, base = verb[:-1], stem
    else:
        base = stem + "iss"
        present = (stem + "is", stem + "it", base + "ons", base + "ez", base + "ent")
        past, participle, future = (stem + "it", stem + "irent"), stem + "i", verb
    return _assembled(verb, present, base, future, (base + "e", base + "ions"), past, participle)


def verb_forms(verb: str) -> tuple[str, ...]:
    """The infinitive and the forms of all persons and simple tenses, participles with agreement."""
    if verb not in _SECOND_GROUP:
        for suffix in _BY_LENGTH:
            if verb == suffix or (verb.endswith(suffix) and suffix not in _ALONE):
                return _irregular(verb, suffix)
    if verb.endswith("er"):
        return _er_forms(verb)
    if verb.endswith(("ir", "re")) and len(verb) > 3:
        return _regular(verb)
    return (verb,)


# --- nouns and adjectives ------------------------------------------------------------------------

_NOUN_PLURALS = {
    "travail": "travaux", "bail": "baux", "vitrail": "vitraux", "œil": "yeux", "ciel": "cieux",
    "bijou": "bijoux", "caillou": "cailloux", "genou": "genoux", "pneu": "pneus",
}  # fmt: skip
_ALS = _set("bal carnaval festival régal récital naval fatal final natal bancal")
_FEMININE = {
    "blanc": "blanche", "franc": "franche", "sec": "sèche", "public": "publique", "grec": "grecque",
    "turc": "turque", "doux": "douce", "roux": "rousse", "faux": "fausse", "vieux": "vieille",
    "beau": "belle", "nouveau": "nouvelle", "fou": "folle", "long": "longue", "gros": "grosse",
    "bas": "basse", "épais": "épaisse", "favori": "favorite", "frais": "fraîche", "complet":
    "complète", "inquiet": "inquiète", "secret": "secrète", "concret": "concrète", "discret":
    "discrète", "incomplet": "incomplète", "gentil": "gentille", "andalou": "andalouse",
}  # fmt: skip


def _plural(noun: str) -> str:
    if noun in _NOUN_PLURALS:
        return _NOUN_PLURALS[noun]
    if noun.endswith(("s", "x", "z")):
        return noun
    if noun.endswith("al") and noun not in _ALS:
        return noun[:-2] + "aux"
    if noun.endswith(("eau", "au", "eu")):
        return noun + "x"
    return noun + "s"


def noun_forms(noun: str) -> tuple[str, ...]:
    """Singular and plural; a compound with hyphens may inflect its first and its last part."""
    if "-" in noun:
        parts = noun.split("-")
        last = "-".join((*parts[:-1], _plural(parts[-1])))
        first = "-".join((_plural(parts[0]), *parts[1:]))
        both = "-".join((_plural(parts[0]), *parts[1:-1], _plural(parts[-1])))
        return tuple(dict.fromkeys((noun, last, first, both)))
    return tuple(dict.fromkeys((noun, _plural(noun))))


def feminine(adjective: str) -> str:
    """The feminine singular of a masculine singular."""
    if adjective in _FEMININE:
        return _FEMININE[adjective]
    for ending, replaced in (
        ("eur", "euse"), ("eux", "euse"), ("er", "ère"), ("if", "ive"), ("el", "elle"),
        ("eil", "eille"), ("en", "enne"), ("on", "onne"), ("et", "ette"), ("ul", "ulle"),
        ("e", "e"),
    ):  # fmt: skip
        if adjective.endswith(ending):
            if adjective.endswith(("rieur", "majeur", "mineur", "meilleur")):
                return adjective + "e"
            return adjective[: -len(ending)] + replaced
    return adjective + "e"


def adjective_forms(adjective: str) -> tuple[str, ...]:
    """Both genders and numbers of an adjective or participle given in the masculine singular."""
    female = feminine(adjective)
    return tuple(dict.fromkeys((adjective, female, _plural(adjective), _plural(female))))
