#include "bin_server/model/request_head.h"

#include <algorithm>
#include <charconv>

#include "bin_server/model/bin.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// "HTTP/1.1" gives 1. Another major version is another protocol.
std::optional<int> minor_version_of(std::string_view text) {
  constexpr std::string_view kStart = "HTTP/1.";
  if (text.size() != kStart.size() + 1 || text.substr(0, kStart.size()) != kStart) return std::nullopt;
  if (!is_digit(text.back())) return std::nullopt;
  return text.back() - '0';
}

std::optional<std::string> read_request_line(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const std::string_view method = line.substr(0, first);
  if (!is_token(method)) return "the first line does not begin with a method";
  head.method = method;
  if (first == std::string_view::npos) return "the first line has no target";
  const auto last = line.rfind(' ');
  const std::string_view version = line.substr(last + 1);
  if (last == first) {
    head.target = version;
    return "the first line has no HTTP version";
  }
  head.target = line.substr(first + 1, last - first - 1);
  const auto minor = minor_version_of(version);
  if (!minor) return "the HTTP version is not 1.0 or 1.1";
  head.minor_version = *minor;
  head.has_version = true;
  if (head.target.empty()) return "the first line has no target";
  if (std::any_of(head.target.begin(), head.target.end(), is_control)) return "the target holds a control character";
  if (head.target.find(' ') != std::string::npos) head.oddities.emplace_back("space in the target");
  return std::nullopt;
}

// All values of Content-Length must be one and the same number (RFC 9112 section 6.3).
std::optional<std::uint64_t> content_length(const std::vector<std::string_view>& values) {
  std::optional<std::uint64_t> length;
  for (std::string_view list : values) {
    while (true) {
      const auto comma = list.find(',');
      const std::string_view digits = trim_white_space(list.substr(0, comma));
      std::uint64_t number = 0;
      const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (digits.empty() || error != std::errc() || rest != digits.data() + digits.size()) return std::nullopt;
      if (length && *length != number) return std::nullopt;
      length = number;
      if (comma == std::string_view::npos) break;
      list.remove_prefix(comma + 1);
    }
  }
  return length;
}

// How often comma-separated lists name `token`.
std::size_t count_tokens(const std::vector<std::string_view>& lists, std::string_view token) {
  std::size_t count = 0;
  for (std::string_view list : lists) {
    while (true) {
      const auto comma = list.find(',');
      if (same_but_for_case(trim_white_space(list.substr(0, comma)), token)) ++count;
      if (comma == std::string_view::npos) break;
      list.remove_prefix(comma + 1);
    }
  }
  return count;
}

bool ends_id(char c) { return c == '/' || c == '?' || c == '#' || c == ' ' || c == '\r' || c == '\n'; }

}  // namespace

RequestHead parse_request_head(std::string_view bytes) {
  RequestHead head;
  const auto line = take_line(bytes);
  if (!line) {
    head.fault = "the first line has no end";
    return head;
  }
  head.fault = read_request_line(line->text, head);
  if (head.fault) return head;
  HeaderBlock block = parse_header_lines(bytes);
  if (line->bare_line_feed) head.oddities.emplace_back("bare line feed");
  for (std::string& oddity : block.oddities) {
    if (std::find(head.oddities.begin(), head.oddities.end(), oddity) == head.oddities.end()) {
      head.oddities.push_back(std::move(oddity));
    }
  }
  head.headers = std::move(block.fields);
  head.fault = std::move(block.fault);
  if (!head.fault && head.minor_version >= 1) {
    const auto hosts = header_values(head.headers, "Host").size();
    if (hosts == 0) head.oddities.emplace_back("no Host header");
    if (hosts > 1) head.oddities.emplace_back("more than one Host header");
  }
  return head;
}

BodyFraming find_body_framing(const RequestHead& head) {
  BodyFraming framing;
  const auto codings = header_values(head.headers, "Transfer-Encoding");
  const auto lengths = header_values(head.headers, "Content-Length");
  if (!codings.empty()) {
    // Chunked must be the last coding, once: with anything else the end of the body is not known.
    std::string_view last = codings.back();
    if (const auto comma = last.rfind(','); comma != std::string_view::npos) last.remove_prefix(comma + 1);
    if (!same_header_name(trim_white_space(last), "chunked")) {
      framing.fault = "the last transfer coding is not chunked";
      return framing;
    }
    framing.kind = BodyFraming::Kind::chunked;
    if (count_tokens(codings, "chunked") > 1) framing.oddities.emplace_back("chunked is named twice");
    if (head.minor_version == 0) {
      framing.oddities.emplace_back("Transfer-Encoding in HTTP/1.0");
      framing.must_close = true;
    }
    if (!lengths.empty()) {
      framing.oddities.emplace_back("both Transfer-Encoding and Content-Length");
      framing.must_close = true;
    }
    return framing;
  }
  if (lengths.empty()) return framing;
  const auto length = content_length(lengths);
  if (!length) {
    framing.fault = "Content-Length is not one number";
    return framing;
  }
  if (lengths.size() > 1 || lengths.front().find(',') != std::string_view::npos) {
    framing.oddities.emplace_back("Content-Length is repeated");
  }
  framing.kind = BodyFraming::Kind::length;
  framing.length = *length;
  return framing;
}

std::optional<CaptureAddress> find_capture_address(std::string_view target) {
  constexpr std::string_view kPrefix = "/b/";
  std::string_view path = target_path(target);
  if (path.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  return CaptureAddress{path.substr(0, path.find('/'))};
}

std::optional<std::string_view> guess_bin_id(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  for (auto at = line.find("/b/"); at != std::string_view::npos; at = line.find("/b/", at + 1)) {
    const std::string_view rest = line.substr(at + 3);
    const auto end = std::find_if(rest.begin(), rest.end(), ends_id);
    // At the end of what came, an id that was cut short looks like any other: only a whole line ends it.
    const bool is_whole = end != rest.end() || line.size() < bytes.size();
    const auto id = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    if (is_whole && is_bin_id(id)) return id;
  }
  return std::nullopt;
}

bool is_import_address(std::string_view target) {
  const std::string path = percent_decode(target_path(target));
  return path.starts_with("/api/") && path.ends_with("/import");
}

std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size() || !same_header_name(target.substr(0, scheme.size()), scheme)) continue;
    const auto path = target.find_first_of("/?#", scheme.size());
    if (path == std::string_view::npos || target[path] != '/') return "/";
    return target.substr(path);
  }
  return target;
}

std::string_view target_path(std::string_view target) {
  const std::string_view form = origin_form(target);
  return form.substr(0, form.find_first_of("?#"));
}

std::optional<std::string_view> target_query(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  return target.substr(mark + 1);
}

std::string percent_decode(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool has_digits = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) && hex_digit(text[i + 2]);
    if (has_digits) {
      bytes += static_cast<char>(*hex_digit(text[i + 1]) << 4 | *hex_digit(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto decoded = [](std::string_view part) {
      std::string text(part);
      std::replace(text.begin(), text.end(), '+', ' ');
      return percent_decode(text);
    };
    pairs.emplace_back(decoded(pair.substr(0, equals)),
                       equals == std::string_view::npos ? "" : decoded(pair.substr(equals + 1)));
  }
  return pairs;
}

}  // namespace hookloop
