#include "bin_server/export/curl_script.h"

#include <spdlog/fmt/fmt.h>

#include "bin_server/export/curl.h"
#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"

namespace hookloop {
namespace {

// What follows the base, inside of quotes of its own; the base itself is the script's variable.
std::string behind(std::string_view variable, std::string_view rest) {
  return fmt::format("\"${}\"{}", variable, rest.empty() ? "" : shell_word(rest));
}

}  // namespace

std::string CurlScriptForm::begin() {
  return fmt::format(R"(#!/bin/sh
# Sends the captures of a bin again, the oldest first: `sh FILE [URL]`.
set -u
base=${{1:-{}}}
base=${{base%/}}
path=${{base#*://}}
case $path in */*) path=/${{path#*/}} ;; *) path= ;; esac
failed=0
send() {{
  printf '%s ' "$1"
  shift
  curl -sS -o /dev/null -w '%{{http_code}}\n' "$@"
}}
)",
                     shell_word(to_.origin() + to_.path));
}

std::string CurlScriptForm::add(const CapturedRequest& request, const std::vector<CaptureExchange>&) {
  const SendTarget relative;
  const auto sendable = to_sendable(request, relative, redaction_);
  const std::string title = fmt::format("\n# {} {}\n", request.id, to_rfc3339(request.received_at));
  if (!sendable) return title + "# Left out: it is no HTTP request to a bin.\n";
  SnippetParts parts = split_parts(*sendable, HeaderBytes::any);
  parts.body_file.clear();
  CurlStyle style;
  style.command = "send " + shell_word(request.id);
  style.body_as_base64 = true;
  style.url = behind("base", sendable->encoded_path_and_query());
  if (!sendable->is_exact_in_url()) {
    style.url = "\"$base\"";
    style.request_target = behind("path", sendable->path_and_query);
  }
  return fmt::format("{}{}if ! {}\nthen failed=1; fi\n", title, comments(parts, *sendable, "# "),
                     curl_command(*sendable, parts, style));
}

std::string CurlScriptForm::end() { return "\nexit \"$failed\"\n"; }

}  // namespace hookloop
