// A captured request as a program that sends it again, in several languages. Each runs as it stands with nothing but
// what the language brings along, and the body arrives byte for byte. What a language's client can not send as it was
// (a control character in a header field, say) is left out, and the program says so in a comment. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "bin_server/export/sendable_request.h"

namespace hookloop {

// A larger body is not made part of a program: it is read from a file that has to be fetched first.
inline constexpr std::size_t kLargestInlineBody = 256 * 1024;

struct Snippet {
  std::string language;  // "curl"
  std::string label;     // "curl", "Node", "C#": for people
  std::string file;      // a name under which it runs: "request.sh"
  std::string text;
  std::vector<std::string> notes;  // the sentences of its comments
};

Snippet curl_snippet(const SendableRequest& request);
Snippet wget_snippet(const SendableRequest& request);
Snippet httpie_snippet(const SendableRequest& request);
Snippet python_snippet(const SendableRequest& request);
Snippet node_snippet(const SendableRequest& request);
Snippet go_snippet(const SendableRequest& request);
Snippet java_snippet(const SendableRequest& request);
Snippet csharp_snippet(const SendableRequest& request);
Snippet php_snippet(const SendableRequest& request);
Snippet ruby_snippet(const SendableRequest& request);
Snippet powershell_snippet(const SendableRequest& request);

struct SnippetLanguage {
  const char* name;
  Snippet (*make)(const SendableRequest& request);
};

// All of them, in the order in which they are shown.
const std::vector<SnippetLanguage>& snippet_languages();

}  // namespace hookloop
