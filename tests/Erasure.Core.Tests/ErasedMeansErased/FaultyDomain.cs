using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>A domain behind HTTP that holds rows and answers in every form there is. It says that it is done, in a form that says so, only when it is.</summary>
/// <param name="chances">Decides what it does.</param>
/// <param name="endWaits">Lets whoever waits for it run out of patience.</param>
internal sealed class FaultyDomain(Chances chances, Action endWaits)
{
    private static readonly string[] Done =
    [
        "", "{}", """{"deleted":true}""", """{"status":"erased"}""", """{"status":"erased","count":3}""", """{"Status":"erased"}""", "\uFEFF{\"status\":\"nothing_found\"}",
        """{"status":"erased","note":"\ud800"}""", """{"status":"erased","~":"~~"}""", """{"\udc00":0,"status":"erased","count":"many"}""",
    ];

    private static readonly string[] Unclear =
    [
        """{"status":null}""", """{"status":0}""", """{"status":""}""", """{"status":"done"}""", """{"status":"Erased"}""", """{"status":"~"}""", """{"status":"erased\ud800"}""",
        """{"status":["failed"]}""", """{"status":{"state":"failed"}}""", """{"Status":"Failed"}""", """{"status":"failed","status":"erased"}""", """{"result":{"status":"failed"}}""",
        """[{"status":"failed"}]""", "\"failed\"", "\"erased\"", "null", "[]", "0", "<html>Please log in</html>", """{"status":"erased" """, """{"status":"erased"} {"status":"failed"}""",
        """{"status":"failed"}""", """{"status":"failed","reason":"legal hold"}""", """{"Status":"failed","Reason":"\ud800"}""", """{"status":"failed","reason":["legal-hold"]}""",
        """{"status":"withheld","reason":"tax"}""",
    ];

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private static readonly int[] Failures = [302, 400, 401, 403, 404, 409, 410, 429, 500, 503];

    /// <summary>Who it holds rows of.</summary>
    public ConcurrentDictionary<string, bool> Rows { get; } = new();

    /// <summary>It erases, and says so plainly.</summary>
    public bool IsWell { get; set; }

    /// <summary>How often each kind of answer was given.</summary>
    public ConcurrentDictionary<string, int> Answers { get; } = new();

    /// <summary>Answers one call; the person is the last part of the path.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        string person = context.Request.Path.Value!.Split('/')[^1];
        int roll = IsWell ? 0 : chances.Next(100);
        if (roll < 45)
        {
            Rows.TryRemove(person, out _);
        }

        string kind = roll switch { < 30 => "done", < 60 => "unclear", < 75 => "pending", < 88 => "failure", < 93 => "undecodable", < 97 => "cut", _ => "silence" };
        Answers.AddOrUpdate(kind, 1, (_, count) => count + 1);
        await (kind switch
        {
            "done" when !IsWell && chances.Of(10) => WriteAsync(context, 204, []),
            "done" => WriteAsync(context, 200, Bytes(chances.Among(Done)), isPacked: chances.Of(20)),
            "unclear" => WriteAsync(context, chances.Of(80) ? 200 : 202, Bytes(chances.Among(Unclear)), isPacked: chances.Of(20)),
            "pending" => WriteAsync(context, chances.Of(50) ? 200 : 202, Bytes("""{"status":"pending"}""")),
            "failure" => WriteAsync(context, chances.Among(Failures), Bytes(chances.Among(Unclear))),
            "undecodable" => CodedAsync(context, "gzip", Pack(Bytes(Done[3]))[..chances.Next(12)]),
            "cut" => CutAsync(context),
            _ => HangAsync(context),
        });
    }

    private static byte[] Bytes(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => b == (byte)'~' ? (byte)0xe9 : b)];

    private static async Task WriteAsync(HttpContext context, int status, byte[] body, bool isPacked = false)
    {
        context.Response.StatusCode = status;
        if (isPacked && body.Length > 0)
        {
            context.Response.Headers.ContentEncoding = "gzip";
            body = Pack(body);
        }

        await context.Response.Body.WriteAsync(body);
    }

    // Bytes that aren't what they are said to be; none at all would be an answer without a body.
    private static Task CodedAsync(HttpContext context, string coding, byte[] body)
    {
        context.Response.Headers.ContentEncoding = coding;
        return WriteAsync(context, 200, body.Length == 0 ? [0] : body);
    }

    private static async Task CutAsync(HttpContext context)
    {
        context.Response.ContentLength = 100;
        await context.Response.Body.WriteAsync(Bytes(Done[3]));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    // Whoever calls may begin to wait only now.
    private async Task HangAsync(HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        while (!gone.Task.IsCompleted)
        {
            endWaits();
            await Task.WhenAny(gone.Task, Task.Delay(LookInterval, TimeProvider.System));
        }
    }

    private static byte[] Pack(byte[] plain)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
