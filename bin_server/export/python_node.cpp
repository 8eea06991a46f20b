// Python and Node: their own HTTP clients at the level where header fields keep their order, case and repeats.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"
#include "bin_server/export/snippet.h"
#include "bin_server/export/snippet_parts.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

std::string port_or_default(const SendTarget& to) { return to.port().value_or(to.scheme == "https" ? "443" : "80"); }

// A character that Python's client refuses in a path: it is sent percent-encoded then.
bool python_takes(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// What Node's client refuses in a path: a space.
bool node_takes(std::string_view path) { return path.find(' ') == std::string_view::npos; }

}  // namespace

Snippet python_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::any);
  const bool takes_path = python_takes(request.path_and_query);
  if (!takes_path) note_encoded_path(parts, request);
  const std::string path = takes_path ? request.path_and_query : request.encoded_path_and_query();
  const auto text = [](std::string_view bytes) { return python_bytes(bytes).substr(1); };

  std::string code = comments(parts, request, "# ");
  code += "import http.client\n\n";
  if (parts.has_file()) {
    code += fmt::format("with open({}, \"rb\") as file:\n    body = file.read()\n", text(parts.body_file));
  } else if (request.has_content) {
    code += fmt::format("body = (\n    {}\n)\n", python_bytes(request.content, {"", "    "}));
  }
  code += fmt::format("connection = http.client.{}({}, {})\n",
                      request.to.scheme == "https" ? "HTTPSConnection" : "HTTPConnection", text(request.to.host_name()),
                      port_or_default(request.to));
  code += fmt::format("connection.putrequest({}, {}, skip_accept_encoding=True)\n", text(request.method), text(path));
  for (const HeaderField& field : parts.headers) {
    // Text goes as ISO 8859-1, bytes as they are.
    const std::string value = python_bytes(field.value);
    code += fmt::format("connection.putheader({}, {})\n", text(field.name),
                        is_plain_ascii(field.value) ? value.substr(1) : value);
  }
  if (request.has_content) code += "connection.putheader(\"Content-Length\", str(len(body)))\n";
  code += request.has_content ? "connection.endheaders(body)\n" : "connection.endheaders()\n";
  code += "response = connection.getresponse()\nprint(response.status, response.reason)\nprint(response.read())\n";
  return {"python", "Python", "request.py", code, parts.notes};
}

Snippet node_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::latin1);
  const bool takes_path = node_takes(request.path_and_query);
  if (!takes_path) note_encoded_path(parts, request);
  if (std::any_of(request.method.begin(), request.method.end(), [](char c) { return is_lower(c); })) {
    parts.notes.emplace_back("Node sends the method in capitals.");
  }
  const std::string path = takes_path ? request.path_and_query : request.encoded_path_and_query();
  const std::string module = request.to.scheme == "https" ? "https" : "http";

  std::string code = comments(parts, request, "// ");
  if (parts.has_file() || !request.has_content) {
    // Read below, or none.
  } else if (is_plain_text(request.content, LineFeeds::allowed)) {
    code += fmt::format("const body = Buffer.from(\n  {},\n);\n", javascript_string(request.content, {" +", "  "}));
  } else {
    constexpr std::size_t kPiece = 96;
    code += "const body = Buffer.from(\n  [\n";
    for (const std::string& piece : base64_pieces(request.content, kPiece)) {
      code += fmt::format("    \"{}\",\n", piece);
    }
    code += "  ].join(\"\"),\n  \"base64\",\n);\n";
  }
  // import() works in modules of both kinds.
  if (parts.has_file()) {
    code += fmt::format(
        "Promise.all([import(\"node:{}\"), import(\"node:fs\")]).then(([{{ request }}, "
        "{{ readFileSync }}]) => {{\n  const body = readFileSync({});\n",
        module, javascript_latin1(parts.body_file));
  } else {
    code += fmt::format("import(\"node:{}\").then(({{ request }}) => {{\n", module);
  }
  code += "  const call = request(\n    {\n";
  code += fmt::format("      host: {},\n      port: {},\n", javascript_latin1(request.to.host_name()),
                      port_or_default(request.to));
  code +=
      fmt::format("      method: {},\n      path: {},\n", javascript_latin1(request.method), javascript_latin1(path));
  // In a list: an object would lose order and repeats, and put names in the order of numbers. With a list, Host and the
  // length are not added.
  code += "      headers: [\n";
  code += fmt::format("        \"Host\", {},\n", javascript_latin1(request.to.host));
  for (const HeaderField& field : parts.headers) {
    code += fmt::format("        {}, {},\n", javascript_latin1(field.name), javascript_latin1(field.value));
  }
  if (request.has_content) code += "        \"Content-Length\", String(body.length),\n";
  code += "      ],\n    },\n    async (response) => {\n";
  code += "      const answer = [];\n      for await (const piece of response) answer.push(piece);\n";
  code += "      console.log(response.statusCode, Buffer.concat(answer).toString());\n    },\n  );\n";
  code += request.has_content ? "  call.end(body);\n});\n" : "  call.end();\n});\n";
  return {"node", "Node", "request.js", code, parts.notes};
}

}  // namespace hookloop
