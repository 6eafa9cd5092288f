using System.Text;
using System.Text.RegularExpressions;

namespace Erasure.Embedded.Tests.Mail;

/// <summary>Reads what a mail program would: headers unfolded and decoded, the parts by their type.</summary>
internal sealed class MailReader
{
    private MailReader(IReadOnlyDictionary<string, string> headers, IReadOnlyDictionary<string, string> parts)
    {
        Headers = headers;
        Parts = parts;
    }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public IReadOnlyDictionary<string, string> Parts { get; }

    public static MailReader Read(byte[] mail)
    {
        string text = Encoding.ASCII.GetString(mail);
        (Dictionary<string, string> headers, string body) = Split(text);
        string boundary = Regex.Match(headers["Content-Type"], "boundary=\"(?<boundary>[^\"]+)\"").Groups["boundary"].Value;
        Dictionary<string, string> parts = [];
        foreach (string piece in body.Split($"--{boundary}").Skip(1).SkipLast(1))
        {
            (Dictionary<string, string> partHeaders, string content) = Split(piece[2..]);
            Assert.Equal("quoted-printable", partHeaders["Content-Transfer-Encoding"]);
            parts[partHeaders["Content-Type"]] = DecodeQuotedPrintable(content[..^2]);
        }

        Assert.EndsWith($"--{boundary}--\r\n", text, StringComparison.Ordinal);
        return new MailReader(headers, parts);
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in Regex.Replace(text[..end], "\r\n[ \t]", " ").Split("\r\n"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], DecodeWords(line[(colon + 2)..]));
        }

        return (headers, text[(end + 4)..]);
    }

    private static string DecodeWords(string text) => Regex.Replace(
        Regex.Replace(text, @"\?= =\?", "?==?"),
        @"=\?utf-8\?(?<form>[BQ])\?(?<bytes>[^?]*)\?=",
        word => word.Groups["form"].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["bytes"].Value))
            : DecodeQuotedPrintable(word.Groups["bytes"].Value.Replace('_', ' ')),
        RegexOptions.IgnoreCase);

    private static string DecodeQuotedPrintable(string text)
    {
        List<byte> bytes = [];
        string joined = text.Replace("=\r\n", "", StringComparison.Ordinal);
        for (int i = 0; i < joined.Length; i++)
        {
            bytes.Add(joined[i] == '=' ? Convert.FromHexString(joined.AsSpan(i + 1, 2))[0] : (byte)joined[i]);
            i += joined[i] == '=' ? 2 : 0;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
