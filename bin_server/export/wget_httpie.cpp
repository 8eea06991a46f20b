// The other command-line clients, called from a POSIX shell as curl is.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"
#include "bin_server/export/snippet.h"
#include "bin_server/export/snippet_parts.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

constexpr std::size_t kLargestArgument = 16 * 1024;

bool fits_an_argument(std::string_view body) {
  return body.size() <= kLargestArgument && is_plain_text(body, LineFeeds::allowed);
}

// wget sends a field of each name once.
HeaderList joined(const HeaderList& headers) {
  HeaderList list;
  for (const HeaderField& field : headers) {
    const auto same = std::find_if(list.begin(), list.end(), [&field](const HeaderField& other) {
      return same_header_name(other.name, field.name);
    });
    if (same == list.end())
      list.push_back(field);
    else
      same->value += (same_header_name(field.name, "Cookie") ? "; " : ", ") + field.value;
  }
  return list;
}

bool has_dot_segments(const SendableRequest& request) { return request.path_and_query.find("/.") != std::string::npos; }

// HTTPie tells a header field "Name:value" from a field of JSON "name:=value" and from a file "Name:@value" by what
// follows the colon.
std::string httpie_item(const HeaderField& field) {
  if (field.value.empty()) return field.name + ';';
  const bool is_ambiguous = field.value.front() == '=' || field.value.front() == '@';
  return field.name + (is_ambiguous ? ":\\" : ":") + field.value;
}

}  // namespace

Snippet wget_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::any);
  note_encoded_path(parts, request);
  if (has_dot_segments(request)) parts.notes.emplace_back("wget resolves \"/./\" and \"/../\" in the path.");
  const HeaderList headers = joined(parts.headers);
  if (headers.size() < parts.headers.size()) {
    parts.notes.emplace_back("wget sends a header field once: values of the same name are joined.");
  }
  if (request.has_content && request.find("Content-Type") == nullptr) {
    parts.notes.emplace_back("wget adds a Content-Type, for a request with a body that has none.");
  }
  if (request.find("Accept") == nullptr || request.find("Accept-Encoding") == nullptr) {
    parts.notes.emplace_back("wget adds an Accept and an Accept-Encoding where there is none.");
  }
  const bool from_file = request.has_content && !parts.has_file() && !fits_an_argument(request.content);
  std::string command = "wget -nv -O - --content-on-error --max-redirect=0 --tries=1";
  const auto add = [&command](const std::string& option) { command += " \\\n  " + option; };
  add("--method=" + shell_word(request.method));
  for (const HeaderField& field : headers) add("--header=" + shell_word(field.name + ": " + field.value));
  if (request.find("User-Agent") == nullptr) add("--user-agent=''");
  if (parts.has_file()) {
    add("--body-file=" + parts.body_file);
  } else if (from_file) {
    add("--body-file=\"$body\"");
  } else if (request.has_content) {
    add("--body-data=" + shell_quoted(request.content));
  }
  add(shell_word(request.url()));
  if (from_file) {
    command = fmt::format("body=$(mktemp)\n{{\n{}}} > \"$body\"\n{}\nrm -f \"$body\"", shell_printf(request.content),
                          command);
  }
  return {"wget", "wget", "request.sh", comments(parts, request, "# ") + command + '\n', parts.notes};
}

Snippet httpie_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::ascii);
  note_encoded_path(parts, request);
  const bool knows_method =
      std::all_of(request.method.begin(), request.method.end(), [](char c) { return is_upper(c) || is_lower(c); });
  if (!knows_method) {
    parts.notes.push_back(fmt::format("HTTPie sends no method such as {}; another client does.", request.method));
    return {"httpie", "HTTPie", "request.sh", comments(parts, request, "# "), parts.notes};
  }
  if (request.find("User-Agent") == nullptr || request.find("Accept-Encoding") == nullptr) {
    parts.notes.emplace_back("HTTPie adds a User-Agent and an Accept-Encoding where there is none.");
  }
  if (std::any_of(request.method.begin(), request.method.end(), [](char c) { return is_lower(c); })) {
    parts.notes.emplace_back("HTTPie sends the method in capitals.");
  }
  std::string command = "http";
  std::string before;
  std::string behind;
  if (!request.has_content) {
    command += " --ignore-stdin";
  } else if (parts.has_file()) {
    behind = " < " + parts.body_file;
  } else if (fits_an_argument(request.content) && !request.content.empty()) {
    command += " --ignore-stdin --raw " + shell_quoted(request.content);
  } else if (request.content.empty()) {
    command += " --ignore-stdin --raw ''";
  } else {
    before = "{\n" + shell_printf(request.content) + "} | ";
  }
  if (has_dot_segments(request)) command += " --path-as-is";
  command += fmt::format(" {} {}", request.method, shell_word(request.url()));
  const auto add = [&command](const std::string& item) { command += " \\\n  " + item; };
  for (const HeaderField& field : parts.headers) add(shell_word(httpie_item(field)));
  if (request.find("Accept") == nullptr) add("'Accept:'");
  if (request.has_content && request.find("Content-Type") == nullptr) add("'Content-Type:'");
  return {"httpie", "HTTPie", "request.sh", comments(parts, request, "# ") + before + command + behind + '\n',
          parts.notes};
}

}  // namespace hookloop
