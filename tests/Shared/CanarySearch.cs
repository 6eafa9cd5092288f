using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Erasure.Tests.Shared;

/// <summary>Looks for planted values in whatever a run left behind, in every form in which a value could hide.</summary>
/// <remarks>
/// Forms: UTF-8 in any case, UTF-16, percent-encoded, JSON-escaped, base64 at any alignment, hex, and unsalted MD5, SHA-1 and
/// SHA-256 (raw, hex, base64). Looks also inside gzip, base64 and quoted-printable. Findings name the form and the place, so
/// plant only values that are made up.
/// </remarks>
internal sealed partial class CanarySearch
{
    private const int ShortestCanary = 16;
    private const int MaxDepth = 3;

    private readonly List<(string Canary, string Form, byte[] Bytes)> needles = [];

    /// <summary>Plants a text; the shorter ones would be found by chance.</summary>
    public CanarySearch Plant(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        Add(value, "utf-16", Encoding.Unicode.GetBytes(value));
        Add(value, "utf-16 big-endian", Encoding.BigEndianUnicode.GetBytes(value));
        Add(value, "percent-encoded", Ascii(Uri.EscapeDataString(value)));
        Add(value, "percent-encoded throughout", Ascii(string.Concat(utf8.Select(b => $"%{b:x2}"))));
        Add(value, "JSON-escaped", Ascii(JsonEncodedText.Encode(value).ToString()));
        return Plant(value, utf8);
    }

    /// <summary>Plants bytes, such as a key, under a name for the findings.</summary>
    public CanarySearch Plant(string name, byte[] value)
    {
        if (value.Length < ShortestCanary)
        {
            throw new ArgumentException($"A canary has at least {ShortestCanary} bytes.", nameof(value));
        }

        Add(name, "as it is", value);
        AddEncoded(name, "", value);
        foreach ((string hash, byte[] digest) in new[] { ("md5", MD5.HashData(value)), ("sha1", SHA1.HashData(value)), ("sha256", SHA256.HashData(value)) })
        {
            Add(name, hash, digest);
            AddEncoded(name, hash + " ", digest);
        }

        return this;
    }

    /// <summary>What is found in the bytes.</summary>
    public IEnumerable<string> FindIn(string place, byte[] bytes) => FindIn(place, bytes, depth: 0).Distinct();

    /// <summary>What is found in the text.</summary>
    public IEnumerable<string> FindIn(string place, string text) => FindIn(place, Encoding.UTF8.GetBytes(text));

    /// <summary>What is found in the folder: in the names of files and folders, and in the files' bytes, but for a mail's To header.</summary>
    public IEnumerable<string> FindInFolder(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(folder, path);
            IEnumerable<string> found = FindIn($"name {name}", name);
            // An empty file may be locked by its owner, and there is nothing to read in it.
            if (new FileInfo(path) is { Exists: true, Length: > 0 })
            {
                byte[] bytes = ReadShared(path);
                found = found.Concat(FindIn(name, path.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) ? WithoutTo(bytes) : bytes));
            }

            foreach (string finding in found)
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<string> FindIn(string place, byte[] bytes, int depth)
    {
        byte[] lower = Lower(bytes);
        foreach ((string canary, string form, byte[] needle) in needles)
        {
            if (lower.AsSpan().IndexOf(needle) >= 0)
            {
                yield return $"{canary} {form} in {place}";
            }
        }

        if (depth == MaxDepth)
        {
            yield break;
        }

        foreach ((string inside, byte[] content) in Inside(bytes))
        {
            foreach (string finding in FindIn($"{inside} in {place}", content, depth + 1))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<(string Inside, byte[] Content)> Inside(byte[] bytes)
    {
        for (int at = 0; at + 18 < bytes.Length; at++)
        {
            if (bytes[at] == 0x1f && bytes[at + 1] == 0x8b && bytes[at + 2] == 8 && Inflate(bytes, at) is { Length: > 0 } content)
            {
                yield return ("gzip", content);
            }
        }

        string text = Encoding.Latin1.GetString(bytes);
        foreach (Match run in Base64Run().Matches(text))
        {
            string digits = LineBreaks().Replace(run.Value, "").TrimEnd('=').Replace('-', '+').Replace('_', '/');
            digits = digits[..(digits.Length - (digits.Length % 4 == 1 ? 1 : 0))];
            yield return ("base64", Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '=')));
        }

        if (QuotedPrintable().IsMatch(text))
        {
            string joined = SoftBreak().Replace(text, "");
            yield return ("quoted-printable", Encoding.Latin1.GetBytes(QuotedPrintable().Replace(joined, m => $"{(char)Convert.ToByte(m.Value[1..], 16)}")));
        }
    }

    private static byte[]? Inflate(byte[] bytes, int at)
    {
        using GZipStream gzip = new(new MemoryStream(bytes, at, bytes.Length - at), CompressionMode.Decompress);
        using MemoryStream content = new();
        try
        {
            gzip.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            // Not gzip, or something behind it: what came out so far counts.
        }

        return content.ToArray();
    }

    private void AddEncoded(string canary, string form, byte[] value)
    {
        Add(canary, form + "hex", Ascii(Convert.ToHexString(value)));
        for (int shift = 0; shift < 3; shift++)
        {
            // Inside longer base64 the value begins at any of three places in a group; the digits that mix with neighbours are cut.
            string digits = Convert.ToBase64String([.. new byte[shift], .. value]).TrimEnd('=');
            int from = shift == 0 ? 0 : shift + 1;
            int mixed = (value.Length + shift) % 3 == 0 ? 0 : 1;
            string core = digits[from..^mixed];
            Add(canary, form + "base64", Ascii(core));
            Add(canary, form + "base64url", Ascii(core.Replace('+', '-').Replace('/', '_')));
        }
    }

    private void Add(string canary, string form, byte[] needle) => needles.Add((canary, form, Lower(needle)));

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    // Needle and haystack alike, so that a value is found in any case.
    private static byte[] Lower(byte[] bytes) => Array.ConvertAll(bytes, b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b + 32) : b);

    private static byte[] WithoutTo(byte[] mail) => Encoding.Latin1.GetBytes(ToHeader().Replace(Encoding.Latin1.GetString(mail), "", 1));

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    [GeneratedRegex(@"[A-Za-z0-9+/_-]{16,}((\r?\n)[A-Za-z0-9+/_-]{4,})*={0,2}", RegexOptions.ExplicitCapture)]
    private static partial Regex Base64Run();

    [GeneratedRegex(@"\r?\n")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"=\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex(@"=[0-9A-F]{2}")]
    private static partial Regex QuotedPrintable();

    [GeneratedRegex(@"^To:.*(\r?\n[ \t].*)*", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ToHeader();
}
