"""Everything that this room says to people, in both languages: why it refuses, and what it calls the lines of a paper.

An error names its reason here and brings the values that the braces take (`errors`); whoever tells a reader asks it for
its words. So nobody reads a sentence back, and a caller who has to branch compares a reason.
"""

from __future__ import annotations

from enum import Enum, unique

from bluezone.vietnam.words import Words


def known(line: str) -> Words | None:
    """Finds the words of a reason or problem whose English line was kept; None where it took values, or is nobody's."""
    found = (one.value for one in (*Reason, *Problem) if one.value.en == line)
    return next(found, None)


@unique
class Field(Enum):
    """One line of a paper, by its name."""

    ISSUER = Words("cơ quan ban hành", "the issuing body")
    SUPERIOR = Words("cơ quan chủ quản", "the superior body")
    ABBREVIATION = Words("chữ viết tắt của cơ quan", "the body's abbreviation")
    PLACE = Words("địa danh", "the place")
    ADDRESS = Words("địa chỉ", "the address")
    OFFICE = Words("chức vụ người ký", "the signer's office")
    SIGNER = Words("họ tên người ký", "the signer's name")
    PARAGRAPH = Words("đoạn văn", "a paragraph")
    TITLE = Words("tiêu đề", "a title")
    ARTICLE = Words("điều", "an article")
    CLAUSE = Words("khoản", "a clause")
    POINT = Words("điểm", "a point")
    LIST_LINE = Words("dòng liệt kê", "a line of a list")
    COLUMN_TITLE = Words("tên cột", "a column's title")
    CELL = Words("ô của bảng", "a cell")
    CAPTION = Words("tên bảng", "a caption")
    APPENDIX_TITLE = Words("tên phụ lục", "an appendix's title")
    SUBJECT = Words("trích yếu", "the subject")
    DRAFTING_UNIT = Words("đơn vị soạn thảo", "the drafting unit")
    DRAFTER = Words("ký hiệu người soạn thảo", "the drafter's mark")
    AUTHORITY = Words("thẩm quyền ban hành", "the authority")
    RECIPIENTS = Words("nơi nhận", "the recipients")
    ADDRESSEES = Words("nơi kính gửi", "the addressees")
    BASES = Words("căn cứ ban hành", "the bases")


@unique
class Ink(Enum):
    """The colour of an image of a signature or seal."""

    BLUE = Words("xanh", "blue")
    RED = Words("đỏ", "red")


@unique
class Reason(Enum):
    """Why something is refused; what stands in braces differs from case to case."""

    # What was to be written
    EMPTY = Words("{field} còn trống", "{field} must not be empty")
    TOO_LONG = Words("{field} dài quá {most} ký tự", "{field} is longer than {most} characters")
    DECOMPOSED = Words("{field} không ở dạng Unicode dựng sẵn (NFC)", "{field} is not in composed Unicode (NFC)")
    CONTROL_CHARACTERS = Words("{field} có ký tự điều khiển", "{field} holds control characters")
    LINES = Words("{field}: cần từ {least} đến {most} dòng", "{field}: {least} to {most} lines")
    NUMBER = Words("số văn bản bắt đầu từ 1", "the number of a document starts with 1")
    YEAR = Words("năm của văn bản gồm bốn chữ số của thời nay", "the year of a document has four digits of our time")
    TITLED_NAME = Words(
        "trước họ tên người ký không ghi học vị, danh xưng: {title}", "no title stands before a signer's name: {title}"
    )
    COLUMN_SHARE = Words(
        "mỗi cột chiếm phần bề rộng từ 0,05 đến 100", "a column has a share of the width between 0.05 and 100"
    )
    COLUMNS = Words("bảng có từ 1 đến {most} cột", "a table has 1 to {most} columns")
    ROWS = Words("bảng có tối đa {most} dòng", "a table has at most {most} rows")
    RAGGED_ROW = Words("mỗi dòng của bảng có đủ số ô", "every row of a table has as many cells as it has columns")
    OPEN_END = Words(
        "nội dung văn bản phải kết thúc bằng một câu, không phải bảng hay tiêu đề",
        "the text of a document ends with a sentence, not with a table or a title",
    )
    NO_ADDRESSEE = Words("công văn phải ghi Kính gửi", "a letter says whom it is for")
    SYMBOL = Words(
        "{symbol} không phải ký hiệu văn bản: chữ in hoa, nối bằng gạch ngang",
        "{symbol} is no symbol of a document: capitals, joined by hyphens",
    )
    COPIES = Words("tối đa 9.999 bản và 39 phụ lục", "at most 9999 copies and 39 appendices")
    BLOCKS = Words("nội dung có tối đa {most} mục", "a text has at most {most} blocks")
    POINTS = Words(
        "mỗi khoản có tối đa {most} điểm: hết bảng chữ cái", "a clause has at most {most} points: the alphabet ends"
    )
    TOO_MUCH = Words("nội dung không vừa một trang", "the text does not fit on its page")
    UNSETTABLE = Words("không dàn trang được nội dung này: {why}", "the text cannot be set: {why}")
    FACE_LACKS_STYLE = Words("phông {family} thiếu kiểu {style}", "{family} lacks its style {style}")
    NO_FACE = Words(
        "máy này không có phông {families} với đủ kiểu thường, đậm, nghiêng; trên Debian: apt install fonts-liberation",
        "none of {families} is installed with regular, bold and italic; on Debian: apt install fonts-liberation",
    )

    # Posters, slips, pictures, registers
    POSTER_LINES = Words(
        "áp phích có từ một đến {most} dòng đọc được từ xa", "a poster has one to {most} lines to be read from afar"
    )
    SMALL_PRINT = Words("áp phích có tối đa bốn dòng chữ nhỏ", "a poster has at most four lines of small print")
    SMALL_PRINT_NEEDED = Words(
        "áp phích này có từ một đến bốn dòng chữ nhỏ", "a poster has one to four lines of small print"
    )
    POSTER_LINE_TOO_LONG = Words(
        "dòng dài nhất của áp phích quá dài, đứng cách {metres:g} mét không đọc được",
        "the longest line of the poster is too long to be read from {metres:g} metres",
    )
    ANNOUNCEMENT_TOO_LONG = Words(
        "thông báo quá dài cho áp phích đọc từ ba mét",
        "the announcement is too long for a poster that is read from three metres",
    )
    CODE_SIGNS = Words("mã gồm 4 đến 24 chữ và số", "a code is 4 to 24 letters and digits")
    CODE_LENGTH = Words("mã QR chứa từ 1 đến {most} ký tự", "a code carries 1 to {most} characters")
    CODE_TOO_DENSE = Words(
        "mã QR chứa quá nhiều, in trên khổ giấy này không đọc được",
        "the code carries too much to be read from this paper",
    )
    CODE_WITHOUT_TEXT = Words("dưới mã QR có dòng chữ của mã", "a code has its text under it")
    SLIP_STEPS = Words("phiếu có từ một đến sáu bước", "a slip has one to six steps")
    SLIPS = Words("mỗi lần in từ một đến {most} phiếu", "between one and {most} slips are printed at once")
    POSTERS = Words(
        "mỗi lần in từ một đến {most} áp phích, cùng một khổ",
        "between one and {most} posters of one size are printed at once",
    )
    LINE_LENGTH = Words(
        "mỗi dòng của áp phích, phiếu, bài đọc dài từ 1 đến {most} ký tự",
        "a line of a poster, slip or script has 1 to {most} characters",
    )
    LINE_SIGNS = Words(
        "dòng chữ của áp phích, phiếu, bài đọc phải là chữ thường, không có ký tự điều khiển",
        "a line of a poster, slip or script is plain composed text",
    )
    SCRIPT = Words(
        "bài đọc có từ 1 đến {most} câu và bảng từ 1 đến 6 cột",
        "a script has 1 to {most} sentences and a table of 1 to 6 columns",
    )
    PICTURE_LENGTH = Words(
        "lời trên hình dài từ 1 đến {most} ký tự", "the text of a picture has 1 to {most} characters"
    )
    PICTURE_SIGNS = Words(
        "lời trên hình phải là chữ thường, không có ký tự điều khiển", "the text of a picture is plain text"
    )
    REGISTER_ENTRIES = Words(
        "mỗi lần in sổ tối đa {most} dòng", "a register is printed with at most {most} entries at once"
    )
    REGISTER_CELL = Words(
        "mỗi ô của sổ có tối đa {most} chữ thường ({field})",
        "{field} of a register's entry is at most {most} plain characters",
    )
    REGISTER_COUNT = Words("ô này của sổ là một số đếm ({field})", "{field} of a register's entry is a count")

    # Files of anybody's
    TOO_BIG = Words("tệp loại này tối đa {most} MB", "a file of this kind has at most {most} MB")
    NO_PDF = Words("đây không phải tệp PDF", "this is no PDF")
    UNREADABLE_PDF = Words("không đọc được tệp PDF này", "this is no PDF that can be read")
    SHUT_PDF = Words("không mở được tệp PDF này", "the PDF does not open")
    BROKEN_PDF = Words("tệp PDF bị hỏng", "the PDF is broken")
    LOCKED_PDF = Words("tệp PDF bị khóa bằng mật khẩu", "the PDF is locked with a password")
    PAGES = Words("văn bản có từ 1 đến {most} trang", "a paper has 1 to {most} pages")
    PAGE_SIZE = Words("có trang lớn hơn hai mét", "a page is larger than two metres")
    LETTERS = Words("văn bản có tối đa {most} chữ", "a paper has at most {most} letters")
    PATHS = Words(
        "mỗi trang văn bản có tối đa {most} nét và hình", "a page of a paper has at most {most} lines and pictures"
    )
    PRACTICE = Words(
        "tệp này mang dấu TẬP HUẤN: được làm ra để học, không có giá trị ở nơi khác",
        "this file bears the mark of a training: it was made to learn with and counts nowhere else",
    )
    NEITHER_PDF_NOR_DOCX = Words("đây không phải tệp PDF hay DOCX", "this is neither a PDF nor a DOCX")
    OLD_DOC = Words(
        "đây là tệp .doc cũ hoặc tệp bị khóa; xin lưu thành .docx không đặt mật khẩu",
        "this is an old .doc or a locked file; save it as .docx without a password",
    )
    BROKEN_DOCX = Words("tệp DOCX bị hỏng", "the DOCX is broken")
    BLOATED_DOCX = Words("tệp DOCX bung ra lớn hơn mọi văn bản", "the DOCX unpacks into more than a document can be")
    NO_DOCX = Words("tệp nén này không phải DOCX", "this archive is no DOCX")
    LOCKED_DOCX = Words("tệp DOCX bị khóa bằng mật khẩu", "the DOCX is locked with a password")
    ENTITIES = Words(
        "tệp DOCX khai báo thực thể, văn bản bình thường không có",
        "the DOCX declares entities, which documents do not",
    )
    PARAGRAPHS = Words("văn bản có tối đa {most} đoạn", "a paper has at most {most} paragraphs")

    # What acts in a file
    HAS_SCRIPT = Words(
        "tệp có chứa mã lệnh (JavaScript); xin in lại thành PDF thường",
        "this PDF carries a script (JavaScript); print it to a plain PDF",
    )
    HAS_PROGRAM = Words(
        "tệp có lệnh chạy chương trình (Launch); xin in lại thành PDF thường",
        "this PDF starts a program (Launch); print it to a plain PDF",
    )
    HAS_FILES = Words(
        "tệp có đính kèm tệp khác; xin in lại thành PDF thường",
        "this PDF carries other files; print it to a plain PDF",
    )
    HAS_FORM_PROGRAM = Words(
        "tệp có biểu mẫu động (XFA); xin in lại thành PDF thường",
        "this PDF carries a form that acts (XFA); print it to a plain PDF",
    )
    HAS_MEDIA = Words(
        "tệp có âm thanh, phim hoặc hình động (RichMedia); xin in lại thành PDF thường",
        "this PDF carries sound, film or moving pictures (RichMedia); print it to a plain PDF",
    )
    HAS_SENDING = Words(
        "tệp có lệnh gửi dữ liệu hoặc mở tệp khác (SubmitForm, GoToR); xin in lại thành PDF thường",
        "this PDF sends data or opens other files (SubmitForm, GoToR); print it to a plain PDF",
    )
    HAS_ACTIONS = Words(
        "tệp có lệnh tự chạy khi mở hoặc khi đọc (OpenAction, AA); xin in lại thành PDF thường",
        "this PDF acts when it is opened or read (OpenAction, AA); print it to a plain PDF",
    )
    HAS_LINKS = Words(
        "tệp có liên kết dẫn ra ngoài (URI); xin in lại thành PDF thường",
        "this PDF leads to addresses outside (URI); print it to a plain PDF",
    )
    HIDES_OBJECTS = Words(
        "tệp nén nội dung theo cách không kiểm tra được; xin in lại thành PDF thường",
        "this PDF packs its objects so that nobody can search them; print it to a plain PDF",
    )

    # Scans
    SCAN_VERSION = Words("bản quét phải là PDF 1.4 trở lên", "a scan is kept as PDF 1.4 or later")
    SCAN_PAGES = Words("bản quét có từ 1 đến {most} trang", "a scan has 1 to {most} pages")
    SCAN_BROKEN = Words("không mở được bản quét", "the scan does not open")
    SCAN_GREY = Words(
        "bản quét không có màu: phải thấy màu đỏ của dấu và màu xanh của chữ ký",
        "the scan is not in colour: the seal's red and the signature's blue must be seen",
    )
    SCAN_FORMAT = Words("trang {page} của bản quét không đúng khổ A4", "page {page} of the scan is not A4 in full size")
    SCAN_WITHOUT_PICTURE = Words(
        "trang {page} không phải bản quét: không có ảnh", "page {page} is no scan: there is no picture on it"
    )
    SCAN_COARSE = Words(
        "trang {page} được quét ở {dpi:.0f} dpi; cần ít nhất {least} dpi",
        "page {page} was scanned at {dpi:.0f} dots an inch; {least} are needed",
    )

    # Signing
    UNSIGNABLE_PDF = Words("không ký được tệp PDF này", "this is no PDF that can be signed")
    PDF_CANNOT_BE_SIGNED = Words("không ký được tệp PDF này: {why}", "the PDF cannot be signed: {why}")
    NO_SUCH_PAGE = Words("tệp PDF không có trang {page}", "the PDF has no page {page}")
    PAGE_WITHOUT_SIZE = Words("trang {page} của tệp PDF không có kích thước", "page {page} of the PDF has no size")
    SPOT_NEEDED = Words("chữ ký nhìn thấy được phải có chỗ", "a signature that is seen has a place on a page")
    LOOK_WITHOUT_FILE = Words("hình chữ ký được vẽ vào một tệp", "a look is drawn into a file")
    MAIN_PAPER_NEEDED = Words("phụ lục ghi rõ văn bản chính", "an attachment names the paper it belongs to")
    COPIER_NEEDED = Words("bản sao ghi rõ cơ quan sao", "a copy names the body that vouches for it")
    ZONE_NEEDED = Words("thời điểm ký có múi giờ", "a moment of signing has a time zone")
    ANOTHER_DAY = Words(
        "văn bản ghi ngày ký, {today:%d/%m/%Y}, không phải {dated:%d/%m/%Y}",
        "a paper bears the day it is signed, {today:%d/%m/%Y}, and not {dated:%d/%m/%Y}",
    )
    FIELDS_NEEDED = Words(
        "tệp gửi đi ký phải có sẵn ô chữ ký (prepare_paper)",
        "a file goes out with empty fields for its signatures (prepare_paper)",
    )
    IMAGE_WIDTH = Words(
        "hình chữ ký, con dấu rộng từ 5 đến {most:g} mm", "an image of a signature or seal is 5 to {most:g} mm wide"
    )
    IMAGE_OPAQUE = Words("hình không có nền trong suốt", "the image has no transparent ground")
    IMAGE_INK = Words("hình không phải mực {ink}", "the image is not in {ink} ink")
    IMAGE_KIND = Words("hình không phải PNG tối đa 2 MB", "the image is no PNG of at most 2 MB")
    IMAGE_SIDE = Words("hình có cạnh dài quá {most} điểm ảnh", "the image has more than {most} pixels along a side")
    IMAGE_BROKEN = Words("không đọc được hình PNG này", "the image is no PNG that can be read")

    # Certificates and tokens
    CERTIFICATE_NEEDED = Words("không có chứng thư số để ký", "there is no certificate to sign with")
    CERTIFICATE_OUT_OF_DATE = Words(
        "chứng thư số của {signer} không có hiệu lực vào ngày {day:%d/%m/%Y}",
        "the certificate of {signer} is not valid on {day:%d/%m/%Y}",
    )
    CERTIFICATE_NOT_FOR_SIGNING = Words(
        "chứng thư số của {signer} không dùng để ký", "the certificate of {signer} was not made for signing"
    )
    CERTIFICATE_FILE_SIZE = Words("tệp chứng thư số phải nhỏ hơn 1 MB", "a certificate file is smaller than a megabyte")
    CERTIFICATE_ALONE_SIZE = Words(
        "tệp chứng thư số không kèm khóa phải nhỏ hơn 64 kB", "a certificate without its key is smaller than 64 kB"
    )
    CERTIFICATE_ALONE_SHUT = Words(
        "tệp không phải chứng thư số ở dạng .cer, .crt, .pem; tệp .p12, .pfx thì cần nhập thêm mật khẩu của tệp",
        "this is no certificate as .cer, .crt or .pem; a .p12 or .pfx file needs its passphrase as well",
    )
    CERTIFICATE_FILE_SHUT = Words(
        "không mở được tệp chứng thư số: sai mật khẩu, hoặc không phải tệp PKCS#12",
        "the certificate file does not open: wrong passphrase, or no PKCS#12 file",
    )
    CERTIFICATE_FILE_WITHOUT_KEY = Words(
        "tệp chứng thư số không có khóa kèm chứng thư", "the certificate file holds no key with its certificate"
    )
    CERTIFICATE_FILE_KEY_KIND = Words(
        "tệp chứng thư số có loại khóa hoặc cách mã hóa không dùng để ký văn bản ở đây được",
        "the key in the certificate file, or the way it is encrypted, is of a kind that cannot sign papers here",
    )
    TOKEN_PIN = Words(
        "thiết bị ký không nhận mã PIN này; sai vài lần thiết bị sẽ tự khóa",
        "the token refuses this PIN; after a few wrong ones it locks itself",
    )
    TOKEN_SHUT = Words(
        "không mở được thiết bị ký {token} qua {library}", "the token {token} does not open through {library}"
    )
    TOKEN_WITHOUT_KEY = Words(
        "trong thiết bị ký {token} không có khóa và chứng thư {label}",
        "the token {token} holds no key and certificate named {label}",
    )
    ROOT_FORM = Words("chứng thư gốc ở dạng DER", "a root is a certificate in DER")

    # Signatures that were found
    SIGNATURES_UNREADABLE = Words("không đọc được chữ ký trên tệp PDF này", "the signatures of this PDF cannot be read")
    TOO_FEW_SIGNATURES = Words(
        "tệp có {number} chữ ký; cần {least}", "the file bears {number} signatures; {least} are needed"
    )
    SIGNATURE_DOES_NOT_HOLD = Words(
        "chữ ký của {signer} không hợp lệ: {problem}", "the signature of {signer} does not hold: {problem}"
    )
    RETURNED_UNSIGNED = Words("tệp trở về không có chữ ký", "the file came back without a signature")
    WRITTEN_ANEW = Words(
        "tệp đã bị ghi lại toàn bộ, hoặc là tệp khác; xin ký bằng công cụ thêm chữ ký vào cuối tệp",
        "the file was written anew, or is another one; sign it with a tool that adds its signature at the end",
    )
    CHANGED_BEYOND = Words("tệp bị sửa ngoài phần chữ ký", "the file was changed beyond its signatures")
    DRAWN_OVER = Words(
        "có chữ ký được đặt đè lên chữ của văn bản; chỗ của chữ ký là dưới chức vụ người ký",
        "a signature was drawn over words of the paper; its place is under the signer's post",
    )
    TOO_MUCH_TO_COMPARE = Words(
        "tệp có quá nhiều trang và chữ ký để so sánh: tối đa {most} trang tính cho mọi lần ký",
        "the file has too many pages and signatures to be compared: at most {most} pages, counted for each signature",
    )
    ADDED_UNREADABLE = Words("không đọc được phần mà công cụ ký đã thêm", "what the signing tool added cannot be read")


@unique
class Problem(Enum):
    """What is wrong with a signature."""

    CHANGED = Words("phần đã ký của tệp bị sửa", "the signed part of the file was changed")
    FOREIGN = Words("chữ ký không khớp với chứng thư số", "the signature does not belong to its certificate")
    PARTIAL = Words("chữ ký chỉ bao phủ một phần tệp", "it covers only a part of the file")
    ADDED_TO = Words(
        "sau khi ký, tệp bị thêm nội dung khác ngoài chữ ký", "something other than signatures was added after it"
    )
    UNTRUSTED = Words(
        "chứng thư số không dẫn về tổ chức chứng thực được tin cậy tại đây",
        "its certificate does not lead to a root that is trusted here",
    )
    EXPIRED = Words("chứng thư số nay đã hết hạn", "its certificate is not valid any more")
