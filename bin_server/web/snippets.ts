// How to call a bin, in several languages. Each runs as it stands, with nothing but what the language brings along.
import { doubleQuoted, powerShellQuoted, shellWord, singleQuoted } from "shared/web/quoting";

export interface Snippet {
  key: string;
  label: string;
  text: string;
}

const BODY = '{"hello":"hook"}';

export function snippetsFor(url: string): Snippet[] {
  const quoted = doubleQuoted(url);
  const body = doubleQuoted(BODY);
  return [
    {
      key: "emitter",
      label: "emitter",
      text: `emitter trigger PROJECT_VERSION_CREATE \\
  --url ${shellWord(url)} \\
  --set /version/name='Version #1'`,
    },
    {
      key: "curl",
      label: "curl",
      text: `curl ${shellWord(url)} \\
  -H 'Content-Type: application/json' \\
  -d '${BODY}'`,
    },
    {
      key: "python",
      label: "Python",
      text: `from urllib.request import Request, urlopen

request = Request(
    ${quoted},
    data=b'${BODY}',
    headers={"Content-Type": "application/json"},
)
with urlopen(request) as response:
    print(response.status, response.read().decode())`,
    },
    {
      key: "node",
      label: "Node",
      text: `fetch(${quoted}, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: ${body},
}).then(async (response) => console.log(response.status, await response.text()));`,
    },
    {
      key: "go",
      label: "Go",
      text: `package main

import (
	"fmt"
	"net/http"
	"strings"
)

func main() {
	body := strings.NewReader(${body})
	response, err := http.Post(${quoted}, "application/json", body)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
}`,
    },
    {
      key: "php",
      label: "PHP",
      text: `<?php
$context = stream_context_create(['http' => [
    'method' => 'POST',
    'header' => 'Content-Type: application/json',
    'content' => '${BODY}',
]]);
echo file_get_contents(${singleQuoted(url)}, false, $context);`,
    },
    {
      key: "ruby",
      label: "Ruby",
      text: `require "net/http"

answer = Net::HTTP.post(URI(${singleQuoted(url)}), '${BODY}', "Content-Type" => "application/json")
puts answer.code, answer.body`,
    },
    {
      key: "java",
      label: "Java",
      text: `import java.net.URI;
import java.net.http.*;

class Call {
  public static void main(String[] arguments) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(${quoted}))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(${body}))
        .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.statusCode() + " " + answer.body());
  }
}`,
    },
    {
      key: "csharp",
      label: "C#",
      text: `using System.Text;

using var client = new HttpClient();
var body = new StringContent(${body}, Encoding.UTF8, "application/json");
var answer = await client.PostAsync(${quoted}, body);
Console.WriteLine($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");`,
    },
    {
      key: "powershell",
      label: "PowerShell",
      text: `Invoke-RestMethod ${powerShellQuoted(url)} -Method Post -ContentType application/json -Body '${BODY}'`,
    },
  ];
}
