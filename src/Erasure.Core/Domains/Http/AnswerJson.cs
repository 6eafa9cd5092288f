using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Erasure.Core.Domains.Http;

/// <summary>Reads JSON so that each text in it can be read, too: a domain's odd note must not undo what it said beside it.</summary>
internal static partial class AnswerJson
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The document; null where the bytes aren't JSON. What is no text in it (bytes that aren't UTF-8, halves of surrogate pairs) stands as U+FFFD.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes.Span);
        try
        {
            return JsonDocument.Parse(Escape().Replace(text.StartsWith(ByteOrderMark) ? text[1..] : text, escape => escape.Groups["half"].Success ? @"\ufffd" : escape.Value));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"\\(u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Escape();
}
