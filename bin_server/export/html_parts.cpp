#include "bin_server/export/html_parts.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "bin_server/export/html_text.h"
#include "shared/support/quantity.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// JSON that is longer is shown as it came: laying it out would make it longer still.
constexpr std::size_t kLargestLaidOut = kShownText / 2;

// The first of a text that is cut between two characters.
std::string_view first_part(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && continues_character(text[size])) --size;
  return text.substr(0, size);
}

}  // namespace

std::string shown_time(Timestamp time) {
  std::string text = to_rfc3339(time);
  text[text.find('T')] = ' ';
  return text.substr(0, text.size() - 4) + " UTC";  // milliseconds are enough to read
}

std::string_view status_class(int status) {
  if (status >= 200 && status < 300) return "good";
  return status >= 400 || status == 0 ? "bad" : "plain";
}

std::string fact(std::string_view name, std::string_view html) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, html);
}

std::string table(std::string_view title, const HeaderList& pairs) {
  if (pairs.empty()) return "";
  std::string html = fmt::format("<h3>{} <small>{}</small></h3><table>", title, pairs.size());
  for (const HeaderField& pair : pairs) {
    const std::string value = pair.value.empty() ? "<small>empty</small>" : shown_in_html(pair.value);
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", shown_in_html(pair.name), value);
  }
  return html + "</table>";
}

std::string bytes_section(std::string_view title, std::string_view bytes) {
  if (bytes.empty()) return fmt::format("<h3>{} <small>none</small></h3>", title);
  std::string note = show_size(bytes.size());
  std::string shown;
  const bool is_text = is_utf8(bytes);
  if (is_text) {
    const bool is_json = bytes.size() <= kLargestLaidOut && bytes.find('\n') == std::string::npos &&
                         (bytes.front() == '{' || bytes.front() == '[') && nlohmann::json::accept(bytes);
    if (is_json) note += ", JSON laid out for reading";
    if (bytes.size() > kShownText) note += fmt::format(", the first {} of it", show_size(kShownText));
    shown = shown_in_html(is_json ? laid_out_json(bytes) : first_part(bytes, kShownText), TextLines::many);
  } else {
    note += ", no UTF-8 text";
    if (bytes.size() > kShownHex) note += fmt::format(", the first {} of it", show_size(kShownHex));
    shown = shown_in_html(hex_lines(bytes.substr(0, kShownHex)), TextLines::many);
  }
  return fmt::format("<h3>{} <small>{}</small></h3><pre{} tabindex=\"0\">{}</pre>", title, note,
                     is_text ? "" : " class=\"hex\"", shown);
}

}  // namespace hookloop
