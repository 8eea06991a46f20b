// A captured request as curl commands for a POSIX shell. A body that is plain text is an argument of curl; any other is
// printed by printf into its standard input, for an argument can hold no NUL and a terminal would act on control
// characters. Never by the options that read a leading @ or < as the name of a file. Pure; any thread.
#pragma once

#include <string>

#include "bin_server/export/snippet_parts.h"

namespace hookloop {

struct CurlStyle {
  std::string command = "curl";  // what is called, options included
  std::string url;               // a shell word
  std::string request_target;    // a shell word: what stands on the request line, where a URL can not say it
  bool body_as_base64 = false;   // decoded by base64(1): four times smaller than printf's for what is no text
};

// One command, without a line feed at its end.
std::string curl_command(const SendableRequest& request, const SnippetParts& parts, const CurlStyle& style);

}  // namespace hookloop
