using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Erasure.Aws.Tests.Servers;

/// <summary>One bucket without versions, in memory, that honours conditions as AWS does: for what a server answers, without a server.</summary>
internal sealed class MemoryS3(string bucket) : HttpMessageHandler
{
    private static readonly XNamespace S3 = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static readonly DateTimeOffset Written = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private int listed;

    /// <summary>Objects by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>The bucket is there.</summary>
    public bool HasBucket { get; set; } = true;

    /// <summary>Listings are percent-encoded.</summary>
    public bool Encodes { get; set; } = true;

    /// <summary>Listings say that they are.</summary>
    public bool SaysEncoding { get; set; } = true;

    /// <summary>Ranges are honoured.</summary>
    public bool HonoursRanges { get; set; } = true;

    /// <summary>Conditions are honoured.</summary>
    public bool HonoursConditions { get; set; } = true;

    /// <summary>Lists keys by their bytes.</summary>
    public bool ListsInOrder { get; set; } = true;

    /// <summary>Changes the XML of a listing before it is sent: its text, and which page it is, from 1 on.</summary>
    public Func<string, int, string> Listing { get; set; } = static (text, _) => text;

    /// <summary>Heads say how long an object is.</summary>
    public bool TellsLength { get; set; } = true;

    /// <summary>Keys a page.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>Before a request is answered: method, key (empty for the bucket) and query.</summary>
    public Action<HttpMethod, string, string> Before { get; set; } = (_, _, _) => { };

    /// <summary>Keys that are listed and denied.</summary>
    public HashSet<string> Denied { get; } = new(StringComparer.Ordinal);

    public void Put(string key, string text) => Objects[key] = Encoding.UTF8.GetBytes(text);

    public string Text(string key) => Encoding.UTF8.GetString(Objects[key]);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath)[(bucket.Length + 1)..].TrimStart('/');
        string query = request.RequestUri.Query;
        Before(request.Method, path, query);
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        body = request.Headers.TryGetValues("x-amz-content-sha256", out IEnumerable<string>? signed) && signed.Single().StartsWith("STREAMING", StringComparison.Ordinal) ? Unchunked(body) : body;
        HttpResponseMessage answer = !HasBucket ? Error(HttpStatusCode.NotFound, "NoSuchBucket")
            : path.Length == 0 ? OfBucket(query)
            : request.Method == HttpMethod.Put ? PutObject(path, body, request)
            : request.Method == HttpMethod.Delete ? DeleteObject(path, request)
            : query.Contains("tagging", StringComparison.Ordinal) ? Xml(new XElement(S3 + "Tagging", new XElement(S3 + "TagSet")))
            : GetObject(path, request);
        if (request.Method == HttpMethod.Head && !answer.IsSuccessStatusCode)
        {
            answer.Content = new ByteArrayContent([]);
        }

        answer.RequestMessage = request;
        return answer;
    }

    private HttpResponseMessage OfBucket(string query)
    {
        Dictionary<string, string> asked = query.TrimStart('?')
            .Split('&')
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "");
        if (asked.ContainsKey("versioning"))
        {
            return Xml(new XElement(S3 + "VersioningConfiguration"));
        }

        int most = asked.TryGetValue("max-keys", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : PageSize;
        string after = asked.GetValueOrDefault("continuation-token") ?? asked.GetValueOrDefault("start-after") ?? "";
        string[] keys = [.. Objects.Keys.Where(key => key.StartsWith(asked.GetValueOrDefault("prefix") ?? "", StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0)
            .Order(StringComparer.Ordinal)];
        bool isMore = keys.Length > most;
        IEnumerable<string> page = ListsInOrder ? keys.Take(most) : keys.Take(most).Reverse();
        XElement result = new(
            S3 + "ListBucketResult",
            new XElement(S3 + "Name", bucket),
            new XElement(S3 + "IsTruncated", isMore ? "true" : "false"),
            isMore ? new XElement(S3 + "NextContinuationToken", keys[most - 1]) : null,
            SaysEncoding ? new XElement(S3 + "EncodingType", "url") : null,
            page.Select(key => new XElement(
                S3 + "Contents",
                new XElement(S3 + "Key", Encodes ? Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal) : key),
                new XElement(S3 + "LastModified", Written.ToString("O", CultureInfo.InvariantCulture)),
                new XElement(S3 + "ETag", ETag(Objects[key])),
                new XElement(S3 + "Size", Objects[key].Length),
                new XElement(S3 + "StorageClass", "STANDARD"))));
        return Xml(Listing(result.ToString(SaveOptions.DisableFormatting), Interlocked.Increment(ref listed)));
    }

    private HttpResponseMessage PutObject(string key, byte[] body, HttpRequestMessage request)
    {
        if (IfMatch(request) is { } wanted && (!Objects.TryGetValue(key, out byte[]? there) || ETag(there) != wanted))
        {
            return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        }

        Objects[key] = body;
        HttpResponseMessage answer = new(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        answer.Headers.ETag = new EntityTagHeaderValue(ETag(body));
        return answer;
    }

    private HttpResponseMessage DeleteObject(string key, HttpRequestMessage request)
    {
        if (IfMatch(request) is { } wanted && (!Objects.TryGetValue(key, out byte[]? there) || ETag(there) != wanted))
        {
            return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        }

        Objects.TryRemove(key, out _);
        return new HttpResponseMessage(HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) };
    }

    private HttpResponseMessage GetObject(string key, HttpRequestMessage request)
    {
        if (Denied.Contains(key) || !Objects.TryGetValue(key, out byte[]? bytes))
        {
            return Error(HttpStatusCode.NotFound, "NoSuchKey");
        }

        if (IfMatch(request) is { } wanted && ETag(bytes) != wanted)
        {
            return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        }

        bool isHead = request.Method == HttpMethod.Head;
        RangeItemHeaderValue? range = HonoursRanges ? request.Headers.Range?.Ranges.Single() : null;
        byte[] sent = range is null ? bytes : bytes[(int)range.From!.Value..((int)range.To!.Value + 1)];
        HttpResponseMessage answer = new(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
        {
            Content = isHead && !TellsLength ? new LengthlessContent() : new ByteArrayContent(isHead ? [] : sent)
        };
        if (!isHead || TellsLength)
        {
            answer.Content.Headers.ContentLength = sent.Length;
        }

        answer.Content.Headers.ContentRange = range is null ? null : new ContentRangeHeaderValue(range.From!.Value, range.To!.Value, bytes.Length);
        answer.Content.Headers.LastModified = Written;
        answer.Headers.ETag = new EntityTagHeaderValue(ETag(bytes));
        return answer;
    }

    // "aws-chunked": each piece behind its length in hex and a signature, the last one empty.
    private static byte[] Unchunked(byte[] body)
    {
        using MemoryStream whole = new();
        int at = 0;
        while (true)
        {
            int line = at + body.AsSpan(at).IndexOf("\r\n"u8);
            string head = Encoding.ASCII.GetString(body, at, line - at);
            int length = int.Parse(head.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                return whole.ToArray();
            }

            whole.Write(body, line + 2, length);
            at = line + 2 + length + 2;
        }
    }

    private string? IfMatch(HttpRequestMessage request) => HonoursConditions && request.Headers.TryGetValues("If-Match", out IEnumerable<string>? values) ? values.Single() : null;

    private static string ETag(byte[] bytes)
    {
#pragma warning disable CA5351 // It is what S3's ETags are.
        return $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";
#pragma warning restore CA5351
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string code) => Xml(new XElement("Error", new XElement("Code", code), new XElement("Message", code)), status);

    private static HttpResponseMessage Xml(XElement root, HttpStatusCode status = HttpStatusCode.OK) => Xml(root.ToString(SaveOptions.DisableFormatting), status);

    private static HttpResponseMessage Xml(string text, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, "application/xml") };

    private sealed class LengthlessContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
