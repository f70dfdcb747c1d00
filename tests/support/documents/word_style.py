"""A DOCX as a well-known word processor writes it, built part by part without our writer or its library.

Theme fonts and a theme's size as defaults, styles on styles, direct formatting on every run, lines drawn as shapes in
the old and the new way, a page number in a content control, and head and foot in tables without borders.
"""

from __future__ import annotations

import io
import zipfile

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FILLER = (
    "Tiếp tục tuyên truyền, vận động cán bộ, công chức, viên chức và Nhân dân cài đặt, sử dụng ứng dụng;"
    " phân công cán bộ trực tại các điểm công cộng để hướng dẫn; tổng hợp số liệu hằng tuần theo đúng biểu mẫu. "
)

_DIRECT = (
    '<w:pPr><w:spacing w:before="120" w:after="0" w:line="264" w:lineRule="auto"/>'
    '<w:ind w:firstLine="567"/><w:jc w:val="both"/></w:pPr>'
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11907" w:h="16840"/><w:pgMar w:top="1134"'
    ' w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
)


def word_style_report(*, theme_text: bool = False, tabs: bool = False) -> bytes:
    """A report of two pages. With `theme_text` its last paragraph was typed without choosing a face; with `tabs` the
    columns of its head are parted by tabs, as typists do who distrust tables."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships([("rId1", f"{_OFFICE}/officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relationships(
            [
                ("rId1", f"{_OFFICE}/styles", "styles.xml"),
                ("rId2", f"{_OFFICE}/theme", "theme/theme1.xml"),
                ("rId3", f"{_OFFICE}/header", "header1.xml"),
            ]
        ),
        "word/document.xml": _document(theme_text=theme_text, tabs=tabs),
        "word/styles.xml": _styles(),
        "word/theme/theme1.xml": _theme(),
        "word/header1.xml": _header(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, _HEAD + text)
    return buffer.getvalue()


def _document(*, theme_text: bool, tabs: bool) -> str:
    centre = '<w:jc w:val="center"/><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
    body = (
        '<w:pPr><w:pStyle w:val="VanBan"/></w:pPr>',
        _DIRECT,
    )
    plain = _run

    def bold(text: str, size: int) -> str:
        return _run(text, size, "<w:b/>")

    blocks = [
        _tabbed_head() if tabs else _table_head(centre),
        _p(centre, bold("BÁO CÁO", 28)),
        _p(centre, bold("Kết quả triển khai ứng dụng Bluezone", 28)),
        _p(centre, _old_line(100)),
        _p('<w:spacing w:before="120"/><w:jc w:val="center"/>', plain("Kính gửi: Ủy ban nhân dân huyện Sơn Dương", 28)),
        *(f"<w:p>{body[place % 2]}{plain(f'{place + 1}. ' + FILLER * 2, 28)}</w:p>" for place in range(8)),
        f"<w:p>{body[0]}{_run('Văn phòng trân trọng báo cáo./.', 28, face=not theme_text)}</w:p>",
        _table(
            [
                [
                    _p("", _run("Nơi nhận:", 24, "<w:b/><w:i/>"))
                    + _p("", plain("- Như trên;", 22))
                    + _p("", plain("- Lãnh đạo Văn phòng;", 22))
                    + _p("", plain("- Lưu: VT.", 22)),
                    _p(centre, bold("CHÁNH VĂN PHÒNG", 28)) + _p(centre, "") * 4 + _p(centre, bold("Đỗ Văn Phỏng", 28)),
                ]
            ]
        ),
        _SECTION,
    ]
    return f"<w:document {_NAMES}><w:body>{''.join(blocks)}</w:body></w:document>"


def _table_head(centre: str) -> str:
    left = _p(centre, _run("ỦY BAN NHÂN DÂN HUYỆN", 24)) + _p(centre, _run("VĂN PHÒNG", 24, "<w:b/>"))
    right = _p(centre, _run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 24, "<w:b/>"))
    motto = _run("Độc lập - Tự do - Hạnh phúc", 26, "<w:b/>") + _new_line(2_040_000)
    number = _p(centre, _run("Số: 38/BC-VP", 26))
    date = _p(centre, _run("Sơn Dương, ngày 28 tháng 8 năm 2020", 26, "<w:i/>"))
    return _table([[left + _p(centre, _old_line(34)), right + _p(centre, motto)], [number, date]])


def _tabbed_head() -> str:
    rows = (
        (_run("ỦY BAN NHÂN DÂN HUYỆN", 24), _run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 24, "<w:b/>")),
        (_run("VĂN PHÒNG", 24, "<w:b/>"), _run("Độc lập - Tự do - Hạnh phúc", 26, "<w:b/>") + _new_line(2_040_000)),
        (_run("Số: 38/BC-VP", 26), _run("Sơn Dương, ngày 28 tháng 8 năm 2020", 26, "<w:i/>")),
    )
    tab = "<w:r><w:tab/></w:r>"
    return "".join(_p("", f"{tab}{left}{tab}{right}") for left, right in rows)


def _run(text: str, half_points: int, style: str = "", *, face: bool = True) -> str:
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>' if face else ""
    size = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    return f'<w:r><w:rPr>{fonts}{style}{size}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(properties: str, content: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _table(rows: list[list[str]]) -> str:
    grid = '<w:tblGrid><w:gridCol w:w="3969"/><w:gridCol w:w="5103"/></w:tblGrid>'
    cells = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
            for width, content in zip((3969, 5103), row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    return f'<w:tbl><w:tblPr><w:tblW w:w="9072" w:type="dxa"/></w:tblPr>{grid}{cells}</w:tbl>'


def _old_line(points: int) -> str:
    return f'<w:r><w:pict><v:line from="0,0" to="{points}pt,0" strokeweight=".75pt"/></w:pict></w:r>'


def _new_line(emu: int) -> str:
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent'
        f' cx="{emu}" cy="0"/><a:graphic><a:graphicData uri="wps"><wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm>'
        f'<a:ext cx="{emu}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom></wps:spPr></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def _styles() -> str:
    return (
        f'<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi"'
        ' w:hAnsiTheme="minorHAnsi"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="160" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="VanBanGoc"><w:name w:val="Van ban goc"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:spacing w:before="120" w:after="120"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="VanBan"><w:name w:val="Van ban"/><w:basedOn w:val="VanBanGoc"/>'
        '<w:pPr><w:ind w:firstLine="720"/></w:pPr></w:style></w:styles>'
    )


def _theme() -> str:
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
        '<a:fontScheme name="Office"><a:majorFont><a:latin typeface="Calibri Light"/></a:majorFont>'
        '<a:minorFont><a:latin typeface="Calibri"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )


def _header() -> str:
    field = "".join(
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman"/><w:sz w:val="26"/></w:rPr>{part}</w:r>'
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    inner = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p>'
    return f"<w:hdr {_NAMES}><w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt></w:hdr>"


def _content_types() -> str:
    kinds = {
        "/word/document.xml": "document.main",
        "/word/styles.xml": "styles",
        "/word/header1.xml": "header",
    }
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    theme = "application/vnd.openxmlformats-officedocument.theme+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        f'<Override PartName="/word/theme/theme1.xml" ContentType="{theme}"/></Types>'
    )


def _relationships(entries: list[tuple[str, str, str]]) -> str:
    lines = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in entries)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
