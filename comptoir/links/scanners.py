"""Who opens links without being a person: filters of mail servers, previews of messengers, programs. Only words depend on it, never what a link may do."""

# Found in what they call themselves, in lower case.
KNOWN = (
    "safelinks", "microsoft office", "ms-office", "microsoft exchange", "skypeuripreview", "bingpreview", "bingbot",
    "proofpoint", "urldefense", "mimecast", "barracuda", "fireeye", "trellix", "ironport", "symantec", "messagelabs", "trendmicro", "trend micro",
    "sophos", "fortinet", "fortimail", "forcepoint", "websense", "vadesecure", "vade secure", "mailinblack", "cloudmark", "zscaler", "checkpoint",
    "googlebot", "google-safety", "google-read-aloud", "googleimageproxy", "yahoo! slurp", "yandex", "baiduspider", "duckduckbot", "applebot",
    "slackbot", "whatsapp", "telegrambot", "discordbot", "facebookexternalhit", "linkedinbot", "twitterbot", "iframely",
    "curl", "wget", "python", "httpx", "aiohttp", "go-http-client", "okhttp", "java/", "libwww", "ruby", "node-fetch", "axios", "headlesschrome",
    "crawler", "spider", "scanner", "bot/", "bot;", "linkcheck", "virustotal", "urlscan", "phish",
)  # fmt: skip
# Nobody has received, read and opened a mail that fast.
TOO_FAST_SECONDS = 4


def looks_like_a_scanner(method, agent, seconds_since_made, *, purpose=""):
    """Whether an opening looks like a program's. `purpose`: what a browser says that it fetches for, such as «prefetch»."""
    if method != "GET" or not agent.strip() or seconds_since_made < TOO_FAST_SECONDS:
        return True
    named = agent.lower()
    return "mozilla" not in named or any(word in named for word in KNOWN) or any(word in purpose.lower() for word in ("prefetch", "preview", "prerender"))
