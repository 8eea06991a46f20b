#include "bin_server/export/snippet.h"

namespace hookloop {

const std::vector<SnippetLanguage>& snippet_languages() {
  static const std::vector<SnippetLanguage> languages{
      {"curl", curl_snippet},
      {"wget", wget_snippet},
      {"httpie", httpie_snippet},
      {"python", python_snippet},
      {"node", node_snippet},
      {"go", go_snippet},
      {"java", java_snippet},
      {"csharp", csharp_snippet},
      {"php", php_snippet},
      {"ruby", ruby_snippet},
      {"powershell", powershell_snippet},
  };
  return languages;
}

}  // namespace hookloop
