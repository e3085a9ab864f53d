"""Mails that mean harm: whatever the bytes, reading ends soon, keeps to plain text, and raises nothing but UnreadableMail."""

import base64
import time

import pytest
from hypothesis import example, given, settings, strategies

from comptoir.transports.reading import UnreadableMail, read_mail
from comptoir.transports.reading.charsets import as_text
from comptoir.transports.reading.parts import MOST_PARTS
from comptoir.transports.reading.values import Problem

HEAD = b"From: helene@example.com\nSubject: Re: TVA\nMIME-Version: 1.0\n"
# Generous, since the machines of tests are slow: what grows with the square takes minutes here.
MOST_SECONDS = 15
LINE = base64.encodebytes(bytes(57))


def html(page):
    return read_mail(HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page.encode()).text


def plain(text, parameters="charset=utf-8"):
    return read_mail(HEAD + f"Content-Type: text/plain; {parameters}\n\n".encode() + text)


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("Bonjour<script>alert(1)</script>", "Bonjour"),
        ("Bonjour<script>alert(1)</script >, merci", "Bonjour, merci"),
        ("Bonjour<SCRIPT SRC=//x.example></SCRIPT>", "Bonjour"),
        ("Bonjour<script>sans fin", "Bonjour"),
        ("<style>p{color:red}</style>Bonjour", "Bonjour"),
        ("<!-- caché --><p>Bonjour</p><!-- sans fin", "Bonjour"),
        ("<![if !mso]>Bonjour<![endif]><!--[if mso]>caché<![endif]-->", "Bonjour"),
        ('Bonjour<p style="display: none">caché</p>', "Bonjour"),
        ('Bonjour<div style="visibility:hidden">caché <div>aussi</div> encore</div>, merci', "Bonjour, merci"),
        ('Bonjour<span style="font-size:0px">caché</span> Marie', "Bonjour Marie"),
        ("Bonjour<div hidden>caché</div>", "Bonjour"),
        ('Bonjour<img style="display:none" src="http://x.example/p.gif"> Marie', "Bonjour Marie"),
        ('<form action="http://x.example"><input value="caché"><button>Valider</button>Votre code ?</form>', "Votre code ?"),
        ('<a href="javascript:alert(1)">ici</a>', "ici"),
        ('<a href="JaVaScRiPt:alert(1)">ici</a>', "ici"),
        ('<a href="data:text/html,x">ici</a>', "ici"),
        ('<a href="https://pirate.example/">https://banque.example/</a>', "https://banque.example/ <https://pirate.example/>"),
        ('<a href="https://banque.example/">banque.example</a>', "banque.example"),
        ('<a href="mailto:helene@example.com">helene@example.com</a>', "helene@example.com"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&#60;b&#62; &#999999999999; &#0; &nbsp;x&unknown;", "<b> � � \u00a0x&unknown;"),
        ("2 < 3 et 3 > 2", "2 < 3 et 3 > 2"),
        ('Bon<b title="a > b">jour</b>', "Bonjour"),
        ("<p>Bonjour<p>Merci", "Bonjour\n\nMerci"),
        ("Bon\u200bjour\u202e, \u2066Marie\ufeff", "Bonjour, Marie"),
        ("<table><tr><td>Janvier</td><td>1 200</td></tr><tr><td>Février</td><td>900</td></tr></table>", "Janvier | 1 200\nFévrier | 900"),
        ("<ol start=3><li>trois<li>quatre</ol><ul><li>pain</ul>", "3. trois\n4. quatre\n\n- pain"),
        ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">en retrait</blockquote>', "en retrait"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("Bonjour<a href='x", "Bonjour<a href='x"),
        ("</div></blockquote>Bonjour", "Bonjour"),
        ("<html><body></body></html>", ""),
    ],
)
def test_of_a_page_only_what_people_see_is_read(page, seen):
    assert html(page) == seen


def deep(levels, rest=b""):
    return HEAD + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(levels)) + b"\nfond\n" + rest


def forwards(levels, rest):
    one = b'From: a@example.com\nContent-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n\nvoir\n--b%d\nContent-Type: message/rfc822\n\n'
    return b"".join(one % (level, level, level) for level in range(levels)) + HEAD + b"\n" + rest


def parts(number, part):
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n' + (b"--b\n" + part + b"\n") * number + b"--b--\n"


HOSTILE = {
    "5,000 multiparts in each other": deep(5000),
    "200 multiparts around 25 MB": deep(200, LINE * 330_000),
    "25 MB of nested forwards": forwards(500, LINE * 330_000),
    "one boundary, 100,000 times": HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 100_000,
    "10,000 parts": parts(10_000, b"\nmot"),
    "10,000 files": parts(10_000, b"Content-Type: application/pdf; name=f.pdf\n\nx"),
    "a header of 5 MB": b"From: helene@example.com\nX: " + b"a" * 5_000_000 + b"\n\nBonjour",
    "a million fields": b"From: helene@example.com\n" + b"X: a\n" * 1_000_000 + b"\nBonjour",
    "references without end": b"From: helene@example.com\nReferences: " + b"<a@b>\n " * 500_000 + b"\n\nBonjour",
    "parentheses": b"From: " + b"(" * 15_000 + b"\n\nBonjour",
    "quotes in a field": HEAD + b'Content-Type: text/plain; a="' + b';"' * 9_000 + b"\n\nBonjour",
    "encoded words": b"From: a@example.com\nSubject: " + b"=?utf-8?q?a?= " * 9_000 + b"\n\nBonjour",
    "a base64 of nothing": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"\x00!" * 3_000_000,
    "punycode": HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 400_000,
    "24 MB of lines": HEAD + b"\n" + b"bonjour\n" * 3_000_000,
    **{
        f"a page of {name!r}": HEAD + b"Content-Type: text/html\n\n" + name.encode() * (1_400_000 // len(name))
        for name in (
            "<",
            "</",
            "<a ",
            '<a x="',
            "<!--",
            "<![CDATA[",
            "<blockquote>",
            "<blockquote><p>x",
            "<td>x",
            "<ul><li>x",
            "<a href=http://e.example/>x</a>",
            "&",
            "<br>",
        )
    },
    **{
        f"lines of {name!r}": HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + f"{name}\n".encode() * (400_000 // len(name))
        for name in (
            *(
                "> a",
                "De : a",
                "De : a\nObjet : b",
                "Le 3 nov. 2026, x a écrit",
                "a:",
                "-- ",
                "- " * 199,
                "Envoyé de mon iPhone",
                "a@b.c On On " + "a wrote " * 22 + ":",
            ),
            *(
                "On " + "a " * 95 + "a@b.c:",
                "Am " + "schrieb " * 22 + "a@b.c:\n> x",
                "Le Le " + "a écrit " * 18 + "a@b.c :",
                "*" * 300,
                "_" * 390,
                "De" + " " * 390,
            ),
        )
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_ends_soon(name):
    begun = time.monotonic()
    read = read_mail(HOSTILE[name])

    assert time.monotonic() - begun < MOST_SECONDS
    assert len(read.text) + len(read.quoted) <= 200_000
    assert len(read.files) <= MOST_PARTS


def test_what_is_too_much_is_said_and_what_was_read_stays():
    assert read_mail(HOSTILE["5,000 multiparts in each other"]).problems == (Problem.TOO_DEEP,)
    assert read_mail(HOSTILE["10,000 parts"]).problems == (Problem.TOO_MANY_PARTS,)
    assert read_mail(HOSTILE["a header of 5 MB"]).problems == (Problem.HEADER_TOO_LARGE,)
    assert read_mail(HOSTILE["a header of 5 MB"]).text == "Bonjour"


def test_the_parts_that_are_too_deep_are_one_file():
    (file,) = read_mail(HOSTILE["5,000 multiparts in each other"]).files

    assert file.name == "message.eml"
    assert file.content.endswith(b"fond\n")


def test_forwards_in_forwards_are_one_file():
    read = read_mail(HOSTILE["25 MB of nested forwards"])

    assert (read.text, len(read.files), read.problems) == ("voir", 1, ())


def test_a_text_that_nobody_reads_to_its_end_is_also_a_file():
    read = read_mail(HOSTILE["24 MB of lines"])

    assert (len(read.text), read.problems) == (199_999, (Problem.TOO_LARGE,))
    assert [(file.name, file.content) for file in read.files] == [("message.txt", b"bonjour\n" * 3_000_000)]


def test_texts_without_end_become_files():
    page = b"Content-Type: text/html\n\n" + b"<p>x" * 250_000
    read = read_mail(parts(20, page))

    assert (len(read.text) <= 200_000, read.problems) == (True, (Problem.TOO_LARGE,))
    assert len(read.files) == 20
    assert {file.content for file in read.files} == {b"<p>x" * 250_000}


def test_a_letter_that_is_cut_does_not_spoil_the_others():
    read = plain("é\n".encode() * 500_000)

    assert set(read.text) == {"é", "\n"}


@pytest.mark.parametrize(
    ("raw", "charset", "read"),
    [
        ("Hélène : 5 €".encode(), "charset=utf-8", "Hélène : 5 €"),
        ("Hélène : 5 €".encode("cp1252"), "charset=windows-1252", "Hélène : 5 €"),
        ("Hélène : 5 €".encode("cp1252"), "charset=iso-8859-1", "Hélène : 5 €"),
        ("Hélène : 5 €".encode("iso-8859-15"), "charset=iso-8859-15", "Hélène : 5 €"),
        ("Hélène".encode("cp1252"), "charset=utf-8", "Hélène"),
        ("Hélène".encode(), "charset=us-ascii", "Hélène"),
        ("Hélène".encode(), "charset=inconnu", "Hélène"),
        ("Hélène".encode(), "charset=unicode_escape", "Hélène"),
        ("Hélène".encode(), 'charset="\'utf-8"', "Hélène"),
        ("Hélène".encode(), "", "Hélène"),
        (b"+AOk-t+AOk-", "charset=utf-7", "été"),
        (b"a\x00b\x07c\x1b[31md", "charset=utf-8", "abc[31md"),
        (b"\xff\xfe", "charset=utf-16", ""),
        (b"un\x0bdeux\xe2\x80\xa8trois", "charset=utf-8", "un\ndeux\ntrois"),
    ],
)
def test_a_text_is_read_whatever_its_charset_says(raw, charset, read):
    assert plain(raw, charset).text == read


def test_no_field_can_be_smuggled_in():
    read = read_mail(
        b"From: =?utf-8?q?Banque_=3Cbanque=40example=2Ecom=3E?= <pirate@example.net>\nSubject: =?utf-8?q?a=0ABcc:_x=40y=2Eexample=00=E2=80=AE?=\n\nx"
    )

    assert (read.sender_name, read.sender_address, read.subject) == ("Banque <banque@example.com>", "pirate@example.net", "a Bcc: x@y.example")


def test_addresses_are_kept_in_one_form():
    source = "From: LÉA <Lea@CAFÉ.example>\nTo: a@example.com, Bob <B@Example.com>\nCc: groupe: c@example.com;\nDelivered-To: reponse+k3@cabinet.example\n"
    source += "X-Original-To: d@example.com\nEnvelope-To: a@example.com\n\nx"
    read = read_mail(source.encode())

    assert (read.sender_name, read.sender_address) == ("LÉA", "lea@xn--caf-dma.example")
    assert read.recipients == ("a@example.com", "b@example.com", "c@example.com", "reponse+k3@cabinet.example", "d@example.com")


@pytest.mark.parametrize("source", [b"", b"\n", b"\x00" * 1000, b"Bonjour", b"<html></html>", b"%PDF-1.4\n%abc", b"Note: un\nAutre: deux\n\ntexte", b": x\n\n"])
def test_what_is_no_mail_is_said(source):
    with pytest.raises(UnreadableMail):
        read_mail(source)


def test_a_mail_without_text_has_an_empty_one():
    assert (read_mail(HEAD + b"\n").text, read_mail(HEAD).text, read_mail(HEAD + b"Content-Type: text/html\n\n<p>&nbsp;</p>").text) == ("", "", "")


def test_a_text_that_flows_is_put_together():
    read = plain(b"Bonjour Marie, \nvoici \n\n-- \nHelene", "charset=utf-8; format=flowed")
    joined = plain(b"Bon \njour \nMarie", "charset=utf-8; format=flowed; delsp=yes")

    assert (read.text, read.quoted, joined.text) == ("Bonjour Marie, voici", "--\nHelene", "BonjourMarie")


PIECES = strategies.lists(
    strategies.one_of(
        strategies.binary(max_size=40),
        strategies.sampled_from(
            [
                *(b"\n", b"\r\n", b"--b\n", b"--b--\n", b"From: a@example.com\n", b"Subject: =?utf-8?b?%%%?=\n", b"From: =?x?q?=?= <@>\n", b"To: <a@b>,;:\n"),
                *(b'Content-Type: multipart/mixed; boundary="b"\n', b'Content-Type: multipart/alternative; boundary="b"\n', b"Content-Type: text/html\n"),
                *(
                    b"Content-Type: message/rfc822\n",
                    b"Content-Type: application/ms-tnef\n",
                    b"Content-Type: ;;;*0*=\n",
                    b"Content-Type: text/plain; charset*0*=''%\n",
                ),
                *(
                    b"Content-Type: text/plain; format=flowed; delsp=yes\n",
                    b"Content-Transfer-Encoding: base64\n",
                    b"Content-Transfer-Encoding: quoted-printable\n",
                ),
                *(b"Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b; filename*1*=%zz\n", b"Content-Disposition: ;filename*x=1\n"),
                *(
                    b"\x78\x9f\x3e\x22\x01\x00",
                    b"<div style=display:none>",
                    b"<blockquote",
                    b"> a\n",
                    b"De : a@b 09:12\nObjet : x\nA : y\n",
                    b"References: <a@b>\n",
                    b"=E9=\n",
                ),
            ]
        ),
    ),
    max_size=30,
)


@settings(max_examples=600, deadline=None)
@given(PIECES)
@example([b"From: a@example.com\nContent-Type: text/plain; name*9999999999999999999999=x\n\nx"])
@example([b'From: "\nContent-Type: text/plain; charset="\xff"\n\nx'])
def test_no_bytes_make_it_raise_anything_but_unreadable_mail(pieces):
    try:
        read = read_mail(b"".join(pieces))
    except UnreadableMail:
        return
    assert "\x00" not in read.text + read.quoted + read.subject + read.sender_name
    assert all(file.name and "/" not in file.name and file.name.isprintable() for file in read.files)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_no_part_makes_it_raise_at_all(pieces):
    read = read_mail(HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' + b"".join(pieces))

    assert read.sender_address == "helene@example.com"
    assert isinstance((read.text + read.quoted).encode(), bytes)


@given(strategies.binary(max_size=60), strategies.text(max_size=12))
def test_any_bytes_of_any_charset_are_text(raw, charset):
    assert as_text(raw, charset).encode() is not None
