"""Values that mean harm. Whatever runs calls `owned()`, or loads something from `evil.test`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

EVIL = "evil.test"
PAYLOADS = (
    "<script>owned()</script>",
    f'<img src="http://{EVIL}/pixel.png" onerror="owned()">',
    '<svg onload="owned()"><animate onbegin="owned()" attributeName="x" dur="1s"></svg>',
    '<iframe srcdoc="<script>parent.owned()</script>"></iframe>',
    '"><details open ontoggle="owned()">',
    "' onmouseover='owned()' autofocus onfocus='owned()' x='",
    f'<style>@import "http://{EVIL}/a.css"; body {{ background: url(http://{EVIL}/b.png) }}</style>',
    "</style></title></textarea></script><script>owned()</script>",
    f'<link rel="stylesheet" href="http://{EVIL}/c.css"><base href="http://{EVIL}/">',
    f'<meta http-equiv="refresh" content="0;url=http://{EVIL}/">',
    f'<form action="http://{EVIL}/"><input name="q"><button>Go on</button></form>',
    '<math><mi xlink:href="javascript:owned()">x</mi></math><object data="javascript:owned()"></object>',
    '<svg><a xlink:href="javascript:owned()"><text>x</text></a><use href="data:image/svg+xml,x#y"/></svg>',
    "[click](javascript:owned())",
    "[click](data:text/html;base64,PHNjcmlwdD5vd25lZCgpPC9zY3JpcHQ+)",
    f"![pixel](http://{EVIL}/pixel.png)",
    f"[a]: http://{EVIL}/ref ![x][a] <http://{EVIL}/auto> http://{EVIL}/bare",
    "<!-- a comment --> <![CDATA[ owned() ]]> <?php owned() ?>",
    "`</code><script>owned()</script>` ```html <script>owned()</script> ```",
    "${owned()} {{owned()}} {% owned() %} #{owned()} $$\\href{javascript:owned()}{x}$$",
    "&lt;script&gt;owned()&lt;/script&gt; \\u003cscript\\u003eowned()",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    f'+HYPERLINK("http://{EVIL}/","x")',
    "ER  - \r\nTY  - JOUR\nTI  - Forged",
    "}, title = {Forged}}\n@article{forged, title = {Forged}} \\input{/etc/passwd} \\write18{id}",
    "sw\u200barms \u202edlrow\u202c \u2066end\u2069\ufeff\u00ad",
)
CONTROLS = "\x1b[31mred\x07\x9b31m\0"
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that no reader sees, that break lines, or that are none; no output has one."""
ADDRESSES = (
    "javascript:owned()",
    "JaVaScRiPt:owned()",
    "data:text/html,<script>owned()</script>",
    f'https://{EVIL}/"onmouseover="owned()',
    f"https://{EVIL}/'><script>owned()</script>",
    f"https://{EVIL}/)[x](javascript:owned())",
    f"//{EVIL}/",
    "vbscript:owned()",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＠SUM(1)", ";=1+1", "|calc")
ODD = (
    CONTROLS,
    "\u202ea\u200b\u2066b\u00ad\ufeff\U000e0041",
    "\0",
    "\ud800x",
    "x" * 100_000,
    "word " * 20_000,
    "a\nER  - \n\nTY  - JOUR\nTI  - Forged\r2. Forged. **Forged** x, 2020.\u2028\x85y",
    "&a; &#0; &#x1b; &#x202e; &lt;script&gt; &amp;lt;img src=x onerror=owned()&amp;gt; &#55296;",
    r"\input{/etc/passwd} \write18{id} $\href{javascript:owned()}{x}$ \def\x{\x\x}\x",
)
"""What is put behind a value."""
_PARTS = (
    *(" ", "\n", "\t", " \n", ",", ", ", ";", "and ", "A. ", ".", "-", "- ", "0", "1-", "é", "\xa0", "="),
    *("{", "}", "{}", "\\", "\\a", "$", "^{", "&", "&amp;", "<", "<a ", "<i>", "<!--", "<math>", '"', "'"),
    *("(", "[1] ", "@", "%", "|", "*", "/", "# ", "10.1000/", "http://", "arXiv:", "© 2020 ", "et al. "),
    *("on behalf of ", "Jan 1, 2020 "),
)
RUNS = tuple(part * (6000 // len(part)) + "x" for part in _PARTS)
"""Much of what forms and texts are separated by: a pattern that looks at it again from each place stalls."""
OUT_OF_RANGE = ("9" * 5000, "-1", "99999", "9999-99-99", "NaN", "", "../../../../etc/passwd")
"""What stands in the stead of a value: numbers and days that there are not, nothing, a path."""
BROKEN: Mapping[str, Sequence[str]] = {
    "JSON": (
        *(
            "[" * 3000 + "]" * 3000,
            "[" * 100_000,
            '{"a":' * 100_000,
            "1e999",
            "1" + "0" * 5000,
            "NaN",
            "null",
        ),
        *("true", "{}", "[]", "[[1], [2]]", "1.5", '{"a": {"b": "<script>owned()</script>"}}'),
    ),
    "XML": (
        *("<script>owned()</script>", "<![CDATA[<script>owned()</script>]]>", "<a>" * 300 + "</a>" * 300),
        *("<b>" * 50_000, "<http: x>", "<x:y>z</x:y>", "&a;&b;", "<?php owned() ?><!-- x -->"),
        '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>',
    ),
    "table": ('"never closed', '""""""a"b'),
}
"""What stands there as it is: in none of these syntaxes a value, or not of the type that is meant."""
LEAKED = "root:"
"""What stands in /etc/passwd, and in no document."""


def hostile_text(first: int) -> str:
    """All payloads as one line, another one at its beginning each time."""
    at = first % len(PAYLOADS)
    return " ".join(PAYLOADS[at:] + PAYLOADS[:at]).replace("\n", " ").replace("\r", " ")
