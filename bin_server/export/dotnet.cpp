// C# and PowerShell: .NET's HttpClient from either. It takes header fields unchecked where it is told so.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/plain_text.h"
#include "bin_server/export/snippet.h"
#include "bin_server/export/snippet_parts.h"

namespace hookloop {
namespace {

constexpr std::size_t kBase64Piece = 800;

SnippetParts dotnet_parts(const SendableRequest& request) {
  SnippetParts parts = split_parts(request, HeaderBytes::ascii);
  note_encoded_path(parts, request);
  if (request.path_and_query.find("/.") != std::string::npos) {
    parts.notes.emplace_back(".NET resolves \"/./\" and \"/../\" in the path.");
  }
  // A tab needs an escape that single quotes do not have.
  std::erase_if(parts.headers, [&parts](const HeaderField& field) {
    if (is_plain_ascii(field.value)) return false;
    parts.notes.push_back(fmt::format("{} is left out: its value holds a tab.", field.name));
    return true;
  });
  return parts;
}

}  // namespace

Snippet csharp_snippet(const SendableRequest& request) {
  const SnippetParts parts = dotnet_parts(request);
  const std::string indent = "            ";
  const bool is_text = is_plain_ascii(request.content, LineFeeds::allowed);
  std::string code = comments(parts, request, "// ");
  code +=
      "using System;\nusing System.IO;\nusing System.Net.Http;\nusing System.Text;\n"
      "using System.Threading.Tasks;\n\nclass Request\n{\n    static async Task Main()\n    {\n";
  code += fmt::format("        var request = new HttpRequestMessage(new HttpMethod({}), {});\n",
                      csharp_string(request.method), csharp_string(request.url()));
  if (parts.has_file()) {
    code += fmt::format("        var body = File.ReadAllBytes({});\n", csharp_string(parts.body_file));
  } else if (request.has_content && is_text) {
    code += fmt::format("        var body = Encoding.UTF8.GetBytes(\n{}{});\n", indent,
                        csharp_string(request.content, {" +", indent}));
  } else if (request.has_content) {
    std::string pieces;
    for (const std::string& piece : base64_pieces(request.content, kBase64Piece)) {
      pieces += fmt::format("{}\n{}\"{}\"", pieces.empty() ? "" : " +", indent, piece);
    }
    code += fmt::format("        var body = Convert.FromBase64String({});\n", pieces);
  }
  if (request.has_content) code += "        request.Content = new ByteArrayContent(body);\n";
  for (const HeaderField& field : parts.headers) {
    code += fmt::format("        Add(request, {}, {});\n", csharp_string(field.name), csharp_string(field.value));
  }
  code +=
      "        var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };\n"
      "        using (var client = new HttpClient(handler))\n        using (var response = await "
      "client.SendAsync(request))\n        {\n            Console.WriteLine((int)response.StatusCode + \" \" + "
      "await response.Content.ReadAsStringAsync());\n        }\n    }\n\n";
  code +=
      "    static void Add(HttpRequestMessage request, string name, string value)\n    {\n"
      "        if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content != null)\n        {\n"
      "            request.Content.Headers.TryAddWithoutValidation(name, value);\n        }\n    }\n}\n";
  return {"csharp", "C#", "Request.cs", code, parts.notes};
}

Snippet powershell_snippet(const SendableRequest& request) {
  const SnippetParts parts = dotnet_parts(request);
  const bool is_text = is_plain_ascii(request.content);
  std::string code = comments(parts, request, "# ");
  code += "Add-Type -AssemblyName System.Net.Http\n";
  code += fmt::format("$method = New-Object System.Net.Http.HttpMethod {}\n", powershell_string(request.method));
  code += fmt::format("$request = New-Object System.Net.Http.HttpRequestMessage $method, {}\n",
                      powershell_string(request.url()));
  if (parts.has_file()) {
    code += fmt::format("[byte[]]$body = [IO.File]::ReadAllBytes((Join-Path $PWD {}))\n",
                        powershell_string(parts.body_file));
  } else if (request.has_content && is_text) {
    code += fmt::format("[byte[]]$body = [Text.Encoding]::UTF8.GetBytes({})\n", powershell_string(request.content));
  } else if (request.has_content) {
    std::string pieces;
    for (const std::string& piece : base64_pieces(request.content, kBase64Piece)) {
      pieces += fmt::format("{}\n    '{}'", pieces.empty() ? "" : ",", piece);
    }
    code += fmt::format("[byte[]]$body = [Convert]::FromBase64String(-join @({}\n))\n", pieces);
  }
  if (request.has_content) code += "$request.Content = New-Object System.Net.Http.ByteArrayContent (, $body)\n";
  if (!parts.headers.empty()) {
    code +=
        "function Add-Field($Name, $Value) {\n"
        "    if (-not $request.Headers.TryAddWithoutValidation($Name, [string]$Value) -and $request.Content) {\n"
        "        [void]$request.Content.Headers.TryAddWithoutValidation($Name, [string]$Value)\n    }\n}\n";
  }
  for (const HeaderField& field : parts.headers) {
    code += fmt::format("Add-Field {} {}\n", powershell_string(field.name), powershell_string(field.value));
  }
  code +=
      "$handler = New-Object System.Net.Http.HttpClientHandler\n$handler.AllowAutoRedirect = $false\n"
      "$handler.UseCookies = $false\n$client = New-Object System.Net.Http.HttpClient $handler\n"
      "$response = $client.SendAsync($request).GetAwaiter().GetResult()\n[int]$response.StatusCode\n"
      "$response.Content.ReadAsStringAsync().GetAwaiter().GetResult()\n";
  return {"powershell", "PowerShell", "request.ps1", code, parts.notes};
}

}  // namespace hookloop
