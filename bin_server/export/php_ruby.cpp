// PHP and Ruby: what each brings along without an extension or a gem.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"
#include "bin_server/export/snippet.h"
#include "bin_server/export/snippet_parts.h"

namespace hookloop {

Snippet php_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::any);
  note_encoded_path(parts, request);
  if (request.has_content && request.find("Content-Type") == nullptr) {
    parts.notes.emplace_back("PHP adds a Content-Type, for a request with a body that has none.");
  }
  std::string code = "<?php\n" + comments(parts, request, "// ");
  code +=
      fmt::format("$context = stream_context_create(['http' => [\n    'method' => {},\n", php_string(request.method));
  code += "    'header' => [\n";
  for (const HeaderField& field : parts.headers) {
    code += fmt::format("        {},\n", php_string(field.name + ": " + field.value));
  }
  code += "    ],\n";
  if (parts.has_file()) {
    code += fmt::format("    'content' => file_get_contents({}),\n", php_string(parts.body_file));
  } else if (request.has_content) {
    code += fmt::format("    'content' => {},\n", php_string(request.content, {" .", "        "}));
  }
  code += "    'protocol_version' => 1.1,\n    'follow_location' => 0,\n    'ignore_errors' => true,\n]]);\n";
  code += fmt::format("$answer = file_get_contents({}, false, $context);\n", php_string(request.url()));
  code += "echo $http_response_header[0], \"\\n\", $answer, \"\\n\";\n";
  return {"php", "PHP", "request.php", code, parts.notes};
}

Snippet ruby_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::any);
  const auto literal = [](std::string_view bytes) { return ruby_string(bytes) + (is_plain_ascii(bytes) ? "" : ".b"); };
  std::string code = comments(parts, request, "# ");
  code += "require \"net/http\"\n\n";
  code += fmt::format("request = Net::HTTPGenericRequest.new({}, {}, {}, {})\n", literal(request.method),
                      request.has_content ? "true" : "false", request.method == "HEAD" ? "false" : "true",
                      literal(request.path_and_query));
  // What the library adds of its own.
  code += "request.to_hash.each_key { |name| request.delete(name) }\n";
  for (const HeaderField& field : parts.headers) {
    code += fmt::format("request.add_field({}, {})\n", literal(field.name), literal(field.value));
  }
  if (request.has_content && request.find("Content-Type") == nullptr) {
    code += "def request.supply_default_content_type; end\n";
  }
  if (parts.has_file()) {
    code += fmt::format("request.body = File.binread({})\n", literal(parts.body_file));
  } else if (request.has_content) {
    code += fmt::format("request.body = (\n  {}\n).b\n", ruby_string(request.content, {" \\", "  "}));
  }
  const bool is_https = request.to.scheme == "https";
  code += fmt::format("response = Net::HTTP.start({}, {}, use_ssl: {}) {{ |http| http.request(request) }}\n",
                      literal(request.to.host_name()), request.to.port().value_or(is_https ? "443" : "80"), is_https);
  code += "puts response.code, response.body\n";
  return {"ruby", "Ruby", "request.rb", code, parts.notes};
}

}  // namespace hookloop
