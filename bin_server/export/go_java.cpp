// Go and Java: the HTTP client of each one's standard library. They write header fields in an order of their own.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"
#include "bin_server/export/snippet.h"
#include "bin_server/export/snippet_parts.h"

namespace hookloop {
namespace {

// The fields by name, in the order of their first appearance; names that differ in case are others.
std::vector<std::pair<std::string, std::vector<std::string>>> by_name(const HeaderList& headers) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const HeaderField& field : headers) {
    const auto group =
        std::find_if(groups.begin(), groups.end(), [&field](const auto& other) { return other.first == field.name; });
    if (group == groups.end())
      groups.push_back({field.name, {field.value}});
    else
      group->second.push_back(field.value);
  }
  return groups;
}

}  // namespace

Snippet go_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::latin1);
  note_encoded_path(parts, request);
  std::string code = comments(parts, request, "// ");
  code += "package main\n\nimport (\n";
  if (request.has_content) code += "\t\"bytes\"\n";
  code += "\t\"fmt\"\n\t\"io\"\n\t\"net/http\"\n";
  if (parts.has_file()) code += "\t\"os\"\n";
  code += ")\n\nfunc main() {\n";
  const std::string check = "\tif err != nil {\n\t\tpanic(err)\n\t}\n";
  if (parts.has_file()) {
    code += fmt::format("\tbody, err := os.ReadFile({})\n{}", go_string(parts.body_file), check);
  } else if (request.has_content) {
    code += fmt::format("\tbody := []byte({})\n", go_string(request.content, {" +", "\t\t"}));
  }
  code += fmt::format("\trequest, err := http.NewRequest({}, {}, {})\n{}", go_string(request.method),
                      go_string(request.url()), request.has_content ? "bytes.NewReader(body)" : "nil", check);
  for (const auto& [name, values] : by_name(parts.headers)) {
    // The client looks for this one under this name alone, and would add its own.
    const std::string known_name = same_header_name(name, "User-Agent") ? "User-Agent" : name;
    std::string list;
    for (const std::string& value : values) list += (list.empty() ? "" : ", ") + go_string(value);
    code += fmt::format("\trequest.Header[{}] = []string{{{}}}\n", go_string(known_name), list);
  }
  if (request.find("User-Agent") == nullptr) code += "\trequest.Header[\"User-Agent\"] = []string{\"\"}\n";
  // The transport alone: no redirects, no cookies, and no decompression.
  code += "\tresponse, err := (&http.Transport{DisableCompression: true}).RoundTrip(request)\n" + check;
  code += "\tdefer response.Body.Close()\n\tanswer, err := io.ReadAll(response.Body)\n" + check;
  code += "\tfmt.Println(response.Status, string(answer))\n}\n";
  return {"go", "Go", "request.go", code, parts.notes};
}

Snippet java_snippet(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::ascii);
  note_encoded_path(parts, request);
  if (request.method == "CONNECT") parts.notes.emplace_back("Java's client does not send CONNECT.");
  if (request.find("User-Agent") == nullptr) parts.notes.emplace_back("Java adds a User-Agent of its own.");
  std::string code = comments(parts, request, "// ");
  code +=
      "import java.net.URI;\nimport java.net.http.HttpClient;\nimport java.net.http.HttpRequest;\n"
      "import java.net.http.HttpResponse;\n";
  const bool is_text = is_plain_ascii(request.content, LineFeeds::allowed);
  if (parts.has_file()) {
    code += "import java.nio.file.Files;\nimport java.nio.file.Path;\n";
  } else if (request.has_content) {
    code += is_text ? "import java.nio.charset.StandardCharsets;\n" : "import java.util.Base64;\n";
  }
  code += "\nclass Request {\n  public static void main(String[] arguments) throws Exception {\n";
  const std::string indent = "        ";
  // Each piece is a constant of its own: one of more than 65,535 bytes can not be compiled.
  if (parts.has_file()) {
    code += fmt::format("    byte[] body = Files.readAllBytes(Path.of({}));\n", java_string(parts.body_file));
  } else if (request.has_content && is_text) {
    code += fmt::format("    String text = String.join(\"\",\n{}{});\n", indent,
                        java_string(request.content, {",", indent}));
    code += "    byte[] body = text.getBytes(StandardCharsets.UTF_8);\n";
  } else if (request.has_content) {
    constexpr std::size_t kPiece = 800;
    std::string pieces;
    for (const std::string& piece : base64_pieces(request.content, kPiece)) {
      pieces += fmt::format("{}\n{}\"{}\"", pieces.empty() ? "" : ",", indent, piece);
    }
    code += fmt::format("    byte[] body = Base64.getDecoder().decode(String.join(\"\",{}));\n", pieces);
  }
  code += fmt::format("    HttpRequest request = HttpRequest.newBuilder(URI.create({}))\n", java_string(request.url()));
  code += fmt::format("        .method({}, HttpRequest.BodyPublishers.{})\n", java_string(request.method),
                      request.has_content ? "ofByteArray(body)" : "noBody()");
  for (const HeaderField& field : parts.headers) {
    code += fmt::format("        .header({}, {})\n", java_string(field.name), java_string(field.value));
  }
  code += "        .build();\n";
  // HTTP/2 would be asked for with fields of its own.
  code +=
      "    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();\n"
      "    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());\n"
      "    System.out.println(response.statusCode() + \" \" + response.body());\n  }\n}\n";
  return {"java", "Java", "Request.java", code, parts.notes};
}

}  // namespace hookloop
