"""The files that come with mails: all of them, as they came, under names that are what they seem."""

import base64
import struct
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings, strategies
from tnefparse import TNEF

from comptoir.transports.reading import read_mail
from comptoir.transports.reading.rtf import decompressed, text_of_compressed_rtf, text_of_rtf
from comptoir.transports.reading.tnef import BrokenTnef, read_tnef
from comptoir.transports.reading.values import Problem

from . import outlook

PDF = b"%PDF-1.4 " + bytes(range(256))
# The example of MS-OXRTFCP, 3.1.1.
COMPRESSED = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277 05b06c647d0a800fa0".replace(" ", ""))


def part(kind, content, **fields):
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n" + "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    return head.encode() + b"\n" + base64.encodebytes(content)


def mail(*parts, kind="multipart/mixed"):
    head = f'From: helene@example.com\nSubject: Re: TVA\nMIME-Version: 1.0\nContent-Type: {kind}; boundary="b"\n\n'.encode()
    return head + b"".join(b"--b\n" + one.rstrip(b"\n") + b"\n\n" for one in parts) + b"--b--\n"


def text(words="Voici."):
    return part("text/plain; charset=utf-8", words.encode())


def named(*parts, **of):
    return [(file.name, file.content) for file in read_mail(mail(*parts, **of)).files]


def test_a_file_comes_out_as_it_went_in():
    read = read_mail(mail(text(), part('application/pdf; name="facture.pdf"', PDF, Content_Disposition='attachment; filename="facture.pdf"')))

    (file,) = read.files
    assert (file.name, file.content, file.media_type, file.size) == ("facture.pdf", PDF, "application/pdf", len(PDF))
    assert (read.text, read.problems) == ("Voici.", ())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('filename="../../etc/passwd"', "passwd.pdf"),
        ('filename="C:\\\\Users\\\\h\\\\relevé.pdf"', "relevé.pdf"),
        ("filename*=utf-8''relev%C3%A9%20d%27octobre.pdf", "relevé d'octobre.pdf"),
        ("filename*0*=utf-8''re; filename*1*=lev%C3%A9; filename*2=.pdf", "relevé.pdf"),
        ('filename="=?utf-8?B?cmVsZXbDqS5wZGY=?="', "relevé.pdf"),
        ('filename="=?iso-8859-1?Q?relev=E9=2Epdf?="', "relevé.pdf"),
        ("filename*=utf-8''facture%E2%80%AEfdp.exe", "facturefdp.exe"),
        ('filename=""', "fichier.pdf"),
        ('filename="..."', "fichier.pdf"),
        ('filename="a<b>|c?.pdf"', "a_b__c_.pdf"),
        (f'filename="{"x" * 400}.pdf"', f"{'x' * 116}.pdf"),
        ("filename*=inconnu''a%FF.pdf", "aÿ.pdf"),
        ('filename="nul\x00l.pdf"', "null.pdf"),
    ],
)
def test_a_name_is_what_it_seems(written, shown):
    assert named(part("application/pdf", PDF, Content_Disposition=f"attachment; {written}")) == [(shown, PDF)]


def test_two_files_of_one_name_are_told_apart():
    one = part('application/pdf; name="Facture.pdf"', PDF)
    other = part('application/pdf; name="facture.pdf"', PDF + b"2")

    assert [name for name, _ in named(one, other, one)] == ["Facture.pdf", "facture (2).pdf", "Facture (3).pdf"]


def test_pictures_within_the_text_are_files_and_points_that_spy_are_not():
    picture = part('image/png; name="photo.png"', bytes(2000), Content_ID="<p1>", Content_Disposition="inline")
    point = part("image/gif", bytes(43), Content_ID="<p2>", Content_Disposition="inline")

    assert named(part("text/html", b'<p>Voir <img src="cid:p1"><img src="cid:p2"></p>'), picture, point, kind="multipart/related") == [
        ("photo.png", bytes(2000))
    ]


def test_a_forwarded_mail_is_a_file_to_the_last_byte():
    inner = b"From: sie@impots.example\nSubject: =?utf-8?q?Avis_d=27imp=C3=B4t?=\n\nVotre avis est =disponible.\n"

    assert named(text(), b"Content-Type: message/rfc822\n\n" + inner) == [("Avis d'impôt.eml", inner)]


def test_an_invitation_is_a_file_also_among_the_alternatives():
    invitation = b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n"
    read = read_mail(mail(text("Rendez-vous ?"), part("text/calendar; method=REQUEST", invitation), kind="multipart/alternative"))

    assert (read.text, [(file.name, file.content) for file in read.files]) == ("Rendez-vous ?", [("invitation.ics", invitation)])


def test_a_signature_is_no_file_and_a_sealed_mail_is_one():
    signed = read_mail(mail(text(), part('application/pkcs7-signature; name="smime.p7s"', b"x"), kind="multipart/signed"))
    sealed = read_mail(mail(part('application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', b"x"), kind="multipart/mixed"))

    assert (signed.text, signed.files, signed.problems) == ("Voici.", (), ())
    assert ([file.name for file in sealed.files], sealed.text, sealed.problems) == (["smime.p7m"], "", (Problem.ENCRYPTED,))


def test_a_text_with_a_name_is_a_file():
    assert named(text(), part('text/plain; name="notes.txt"', b"a", Content_Disposition="inline")) == [("notes.txt", b"a")]


def test_what_people_wrote_before_and_after_a_picture_is_one_text():
    read = read_mail(mail(text("Avant."), part('image/png; name="p.png"', bytes(500)), text("Après.")))

    assert read.text == "Avant.\n\nAprès."


def test_apple_s_files_among_the_alternatives_are_kept():
    inner = (
        b'Content-Type: multipart/mixed; boundary="c"\n\n--c\n'
        + part("text/html", b"<p>Voici.</p>")
        + b"--c\n"
        + part('application/pdf; name="f.pdf"', PDF)
        + b"--c--"
    )
    read = read_mail(mail(text(), inner, kind="multipart/alternative"))

    assert (read.text, [(file.name, file.content) for file in read.files]) == ("Voici.", [("f.pdf", PDF)])


def test_a_mail_that_is_only_a_file_has_no_text():
    source = b"From: helene@example.com\nContent-Type: application/pdf; name=f.pdf\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(PDF)
    read = read_mail(source)

    assert (read.text, read.quoted, [file.content for file in read.files]) == ("", "", [PDF])


def test_broken_base64_gives_what_can_be_read():
    read = read_mail(mail(b"Content-Type: application/pdf; name=f.pdf\nContent-Transfer-Encoding: base64\n\nYWJj!!!ZGVmZ"))

    assert ([file.content for file in read.files], read.problems) == ([b"abcdef"], (Problem.UNREADABLE_PART,))


NAMES = strategies.text(alphabet="abcé’ œ漢-_", min_size=1, max_size=30).map(lambda name: f"x{' '.join(name.split()).strip(' .-_')}.pdf")
SENTENCES = strategies.text(alphabet="abc éàœ€漢.,'=?\n", max_size=200).map(lambda text: "\n".join(line.strip() for line in text.split("\n")).strip())


@settings(max_examples=150, deadline=None)
@given(
    SENTENCES,
    strategies.lists(strategies.tuples(NAMES, strategies.binary(max_size=300)), max_size=4, unique_by=lambda file: file[0].lower()),
    strategies.booleans(),
)
def test_what_the_standard_library_writes_is_read_again(words, files, has_page):
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "Hélène Martin <helene@example.com>", "reponse+k3@cabinet.example", "Re: TVA d’octobre"
    message.set_content(words)
    if has_page:
        message.add_alternative("<p>page</p>", subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    read = read_mail(message.as_bytes())

    assert read.text.split() == (words.split() or (["page"] if has_page else []))
    assert [(file.name, file.content) for file in read.files] == files
    assert (read.sender_name, read.subject, read.quoted, read.problems) == ("Hélène Martin", "Re: TVA d’octobre", "", ())


WINMAIL = outlook.stream(
    outlook.version(),
    outlook.codepage(),
    outlook.body("Bonjour, voici les comptes – Hélène"),
    outlook.message(outlook.words(0x0037, "Comptes"), outlook.number(0x3FDE, 1252), outlook.named(outlook.words(0x8001, "x"))),
    outlook.attachment("Bilan d’octobre.pdf", PDF),
    outlook.attachment("photo.png", bytes(500)),
)


def winmail(content):
    return part('application/ms-tnef; name="winmail.dat"', content)


def test_the_files_and_the_text_of_a_winmail_dat_come_out():
    read = read_mail(mail(winmail(WINMAIL)))

    assert read.text == "Bonjour, voici les comptes – Hélène"
    assert [(file.name, file.content, file.media_type) for file in read.files] == [
        ("Bilan d’octobre.pdf", PDF, "application/pdf"),
        ("photo.png", bytes(500), "image/png"),
    ]
    assert read.problems == ()


def test_the_text_beside_a_winmail_dat_is_the_text():
    assert read_mail(mail(text("Voici."), winmail(WINMAIL))).text == "Voici."


def test_tnefparse_reads_the_same():
    theirs = TNEF(WINMAIL)

    assert [(one.long_filename(), one.data) for one in theirs.attachments] == read_tnef(WINMAIL)[1]
    assert theirs.body.rstrip("\x00") == read_tnef(WINMAIL)[0]


def test_a_mail_within_a_winmail_dat_gives_its_text_and_its_files():
    inner = outlook.stream(outlook.version(), outlook.codepage(), outlook.body("Dedans"), outlook.attachment("dedans.pdf", PDF))

    assert read_tnef(outlook.stream(outlook.codepage(), outlook.attached_mail("Ancien", inner)))[1] == [("Ancien.txt", b"Dedans"), ("dedans.pdf", PDF)]


@pytest.mark.parametrize(
    ("prop", "shown"),
    [
        (outlook.words(0x1000, "Voici"), "Voici"),
        (outlook.raw(0x1013, "<p>Voilà <b>tout</b></p><script>x</script>".encode()), "Voilà tout"),
        (outlook.raw(0x1009, COMPRESSED), "hello world"),
    ],
)
def test_each_form_of_outlook_s_text_is_read(prop, shown):
    assert read_tnef(outlook.stream(outlook.codepage(), outlook.message(prop, outlook.number(0x3FDE, 65001))))[0] == shown


def test_a_broken_winmail_dat_is_a_file_like_any_other():
    read = read_mail(mail(text(), winmail(WINMAIL[:-200])))

    assert ([file.name for file in read.files], read.text, read.problems) == (["winmail.dat"], "Voici.", (Problem.UNREADABLE_PART,))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"winmail",
        struct.pack("<IH", 0x223E9F78, 1) + b"\x01" * 9,
        outlook.stream(outlook.item(1, 0x00069003, struct.pack("<I", 0xFFFFFFFF))),
        outlook.stream(outlook.item(1, 0x00069003, struct.pack("<IHHI", 1, 0x1002, 0x3001, 0xFFFFFFFF))),
        outlook.stream(outlook.item(1, 0x00069003, struct.pack("<IHHII", 1, 0x1F, 0x1000, 1, 0xFFFFFFFF))),
        outlook.stream(outlook.item(1, 0x00069003, struct.pack("<IHH", 1, 0x7F, 0x1000))),
        outlook.stream(*[outlook.item(1, 0x0002800C, b"")] * 3000),
    ],
    ids=["nothing", "words", "an object without end", "a count without end", "values without end", "a text without end", "an unknown type", "too many objects"],
)
def test_a_winmail_dat_that_lies_is_refused_at_once(content):
    with pytest.raises(BrokenTnef):
        read_tnef(content)


def test_mails_in_mails_in_mails_of_outlook_end():
    nested = outlook.stream(outlook.body("fond"))
    for depth in range(10):
        nested = outlook.stream(outlook.attached_mail(f"m{depth}", nested))

    ((name, content),) = read_tnef(nested)[1]
    assert name == "m6"
    assert content.startswith(outlook.EMBEDDED)


@settings(max_examples=150, deadline=None)
@given(strategies.data())
def test_no_byte_changed_in_a_winmail_dat_makes_it_raise_anything_else(data):
    changed = bytearray(WINMAIL)
    for place in data.draw(strategies.lists(strategies.integers(0, len(WINMAIL) - 1), min_size=1, max_size=6)):
        changed[place] = data.draw(strategies.integers(0, 255))

    assert read_mail(mail(text(), winmail(bytes(changed)))).text == "Voici."


def test_the_standard_s_example_of_compressed_rtf_is_read():
    assert decompressed(COMPRESSED) == rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n"


def test_rich_text_is_read_as_people_see_it():
    source = r"{\rtf1\ansi\ansicpg1252\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}Bonjour H\'e9l\u232?ne\par {\b gras}\tab \{ok\} \u-10179?\u-8704?}"

    assert text_of_rtf(source) == "Bonjour Hélène\ngras\t{ok} 😀"


@settings(max_examples=150, deadline=None)
@given(strategies.binary(max_size=300))
def test_no_bytes_make_rich_text_raise(content):
    header = struct.pack("<IIII", len(content), 1000, 0x75465A4C, 0)

    assert isinstance(text_of_compressed_rtf(header + content), str)
    assert isinstance(text_of_rtf(content.decode("latin-1")), str)
