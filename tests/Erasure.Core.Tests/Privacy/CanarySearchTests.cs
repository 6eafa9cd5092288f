using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Privacy;

/// <summary>A search that finds nothing proves something only if it would have found it.</summary>
public sealed class CanarySearchTests
{
    private const string Canary = "Jo+Doe~canary/7c41@ex.org";

    public static TheoryData<string, byte[]> Hidings()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(Canary);
        byte[] inText = Encoding.UTF8.GetBytes($"before {Canary} after");
        return new TheoryData<string, byte[]>
        {
            { "plain", inText },
            { "other case", Encoding.UTF8.GetBytes(Canary.ToUpperInvariant()) },
            { "utf-16", Encoding.Unicode.GetBytes($"x{Canary}") },
            { "utf-16 big-endian", Encoding.BigEndianUnicode.GetBytes(Canary) },
            { "percent-encoded", Encoding.ASCII.GetBytes("/api/user/" + Uri.EscapeDataString(Canary)) },
            { "percent-encoded throughout", Encoding.ASCII.GetBytes(string.Concat(utf8.Select(b => $"%{b:X2}"))) },
            { "json", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { Canary }) },
            { "base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(inText)) },
            { "base64 shifted by one", Encoding.ASCII.GetBytes(Convert.ToBase64String([1, .. inText])) },
            { "base64 shifted by two", Encoding.ASCII.GetBytes(Convert.ToBase64String([1, 2, .. inText])) },
            { "base64 in lines", Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[60], .. inText, .. new byte[60]], Base64FormattingOptions.InsertLineBreaks)) },
            { "base64 of utf-16", Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Unicode.GetBytes(Canary))) },
            { "hex", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)) },
            { "lower hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)) },
            { "md5", MD5.HashData(utf8) },
            { "sha1 hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(utf8))) },
            { "sha256", SHA256.HashData(utf8) },
            { "sha256 hex", Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(utf8))) },
            { "gzip", [9, 9, 9, .. Gzip(inText), 7, 7] },
            { "base64 of gzip", Encoding.ASCII.GetBytes(Convert.ToBase64String(Gzip(inText))) },
            { "quoted-printable", Encoding.ASCII.GetBytes("Jo+Doe=7Ecanary/=\r\n7c41=40ex.org") },
        };
    }

    [Theory]
    [MemberData(nameof(Hidings))]
    public void A_canary_is_found_wherever_it_hides(string hiding, byte[] bytes) =>
        Assert.NotEmpty(new CanarySearch().Plant(Canary).FindIn(hiding, bytes));

    [Fact]
    public void Nothing_is_found_where_nothing_is() =>
        Assert.Empty(new CanarySearch().Plant(Canary).FindIn("text", "Jo Doe, canary 7c41 at ex.org, and other near misses. " + new string('A', 500)));

    [Fact]
    public void Names_of_files_count_and_the_to_header_of_a_mail_does_not()
    {
        using TempFolder folder = new();
        string mail = $"From: a@example.org\r\nTo: {Canary}\r\nSubject: hello\r\n\r\nNothing here.\r\n";
        File.WriteAllText(folder["1.eml"], mail);
        CanarySearch search = new CanarySearch().Plant(Canary).Plant("named-canary-0123456789");

        Assert.Empty(search.FindInFolder(folder.Path));

        File.WriteAllText(folder["2.eml"], mail + Canary);
        File.WriteAllText(folder["named-canary-0123456789.txt"], "");
        Assert.Equal(
            [$"{Canary} as it is in 2.eml", "named-canary-0123456789 as it is in name named-canary-0123456789.txt"],
            search.FindInFolder(folder.Path).Where(finding => finding.Contains("as it is", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
