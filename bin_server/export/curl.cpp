#include "bin_server/export/curl.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"
#include "bin_server/export/snippet.h"

namespace hookloop {
namespace {

// An argument of this size is fine everywhere, and a person can still read it.
constexpr std::size_t kLargestArgument = 16 * 1024;

// A body of more than 1 MiB makes curl ask for leave first, which costs a second where nobody answers.
constexpr std::size_t kAsksForLeave = 1u << 20;

bool has_long_line(std::string_view text) {
  while (text.size() > kLongestLine) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end > kLongestLine) return true;
    text.remove_prefix(end + 1);
  }
  return false;
}

bool fits_an_argument(std::string_view body) {
  return body.size() <= kLargestArgument && is_plain_text(body, LineFeeds::allowed) && !has_long_line(body);
}

std::string method_option(const SendableRequest& request) {
  const bool has_body = request.has_content;
  if (request.method == (has_body ? "POST" : "GET")) return "";
  if (request.method == "HEAD" && !has_body) return " -I";
  const std::string option = " -X " + shell_word(request.method);
  // curl would wait for the body that the answer to a HEAD only tells of.
  return request.method == "HEAD" ? option + " --ignore-content-length -H 'Connection: close'" : option;
}

// "Name;" is an empty field; "Name:" would take curl's own away.
std::string header_word(const HeaderField& field) {
  return shell_word(field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
}

// What prints the body, to be piped into curl.
std::string printed(std::string_view body, bool as_base64) {
  if (as_base64) {
    std::string text = "base64 -d <<'END' | ";
    return text;
  }
  std::string commands = shell_printf(body);
  if (std::count(commands.begin(), commands.end(), '\n') == 1) {
    commands.pop_back();
    return commands + " | ";
  }
  return "{\n" + commands + "} | ";
}

}  // namespace

std::string curl_command(const SendableRequest& request, const SnippetParts& parts, const CurlStyle& style) {
  std::string options = style.command + method_option(request);
  if (style.url.find_first_of("[]{}") != std::string::npos) options += " -g";
  if (request.path_and_query.find("/.") != std::string::npos) options += " --path-as-is";
  if (!style.request_target.empty()) options += " --request-target " + style.request_target;
  options += ' ' + style.url;
  const auto add = [&options](const std::string& option) { options += " \\\n  " + option; };
  for (const HeaderField& field : parts.headers) add("-H " + header_word(field));
  // What curl would add of its own.
  for (const char* name : {"User-Agent", "Accept"}) {
    if (request.find(name) == nullptr) add(fmt::format("-H '{}:'", name));
  }
  if (!request.has_content) return options;
  if (request.find("Content-Type") == nullptr) add("-H 'Content-Type:'");
  if (request.content.size() > kAsksForLeave) add("-H 'Expect:'");
  if (parts.has_file()) {
    add("--data-binary @" + parts.body_file);
    return options;
  }
  if (fits_an_argument(request.content)) {
    add("--data-raw " + shell_quoted(request.content));
    return options;
  }
  add("--data-binary @-");
  const bool as_base64 = style.body_as_base64 && request.content.size() > kLargestArgument;
  std::string command = printed(request.content, as_base64) + options;
  if (as_base64) {
    constexpr std::size_t kBase64Line = 76;
    command += '\n';
    for (const std::string& piece : base64_pieces(request.content, kBase64Line)) command += piece + '\n';
    command += "END";
  }
  return command;
}

Snippet curl_snippet(const SendableRequest& request) {
  const SnippetParts parts = split_parts(request, HeaderBytes::any);
  CurlStyle style;
  style.url = shell_word(request.url());
  if (!request.is_exact_in_url()) {
    style.url = shell_word(request.to.origin());
    style.request_target = shell_word(request.path_and_query);
  }
  return {"curl", "curl", "request.sh", comments(parts, request, "# ") + curl_command(request, parts, style) + '\n',
          parts.notes};
}

}  // namespace hookloop
