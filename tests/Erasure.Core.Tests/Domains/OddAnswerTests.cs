using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;

namespace Erasure.Core.Tests.Domains;

/// <summary>Answers in forms that nobody agreed on: none is taken for an erasure that it isn't, and none for a fault of ours.</summary>
public sealed class OddAnswerTests : HttpConnectorFixture
{
    private static readonly byte[] Erased = """{"status":"erased"}"""u8.ToArray();

    [Theory]
    [InlineData("""{"status":null}""")]
    [InlineData("""{"status":17}""")]
    [InlineData("""{"status":false}""")]
    [InlineData("""{"status":""}""")]
    [InlineData("""{"status":" erased"}""")]
    [InlineData("""{"status":"ERASED"}""")]
    [InlineData("""{"status":"erased\u0000"}""")]
    [InlineData("""{"status":"erased\ud800"}""")]
    [InlineData("""{"status":["failed"]}""")]
    [InlineData("""{"status":["erased"]}""")]
    [InlineData("""{"status":{"state":"failed"}}""")]
    [InlineData("""{"status":{}}""")]
    [InlineData("""{"Status":null}""")]
    [InlineData("""{"STATUS":"Failed"}""")]
    [InlineData("""{"status":"failed","status":"erased"}""")]
    [InlineData("""{"status":"erased","Status":"failed"}""")]
    [InlineData("""{"data":{"status":"failed"}}""")]
    [InlineData("""{"results":[{"status":"failed"}]}""")]
    [InlineData("""{"status":"erased","status ":"failed"}""")]
    [InlineData("""{"st\u0061tus\u200b":"gone"}""")]
    [InlineData("""{"\uff53tatus":"gone"}""")]
    [InlineData("""{"statu\u017f":"gone"}""")]
    [InlineData("""{"status\u0000":"gone"}""")]
    public async Task A_status_that_is_no_known_word_is_unknown(string body)
    {
        foreach (int status in new[] { 200, 202 })
        {
            await AssertAsync(new Outcome.Failed("unknown-status", Retryable: false), status, Encoding.UTF8.GetBytes(body));
        }
    }

    [Theory]
    [InlineData("""{"result":"failed"}""")]
    [InlineData("""{"result":null}""")]
    [InlineData("""{"result":[{"state":"failed"}]}""")]
    [InlineData("""{"Result":{"State":{"failed":true}}}""")]
    [InlineData("""{"state":"failed"}""")]
    public async Task A_status_deeper_down_is_held_to_the_same(string body)
    {
        Server.Answer(200, body);

        Assert.Equal(new Outcome.Failed("unknown-status", Retryable: false), await SubmitAsync(Options() with { Answer = new HttpAnswerConfiguration { Status = "result.state" } }));
    }

    [Fact]
    public async Task Names_may_have_another_case() =>
        await AssertAsync(new Outcome.Failed("domain-legal-hold", Retryable: false), 200, """{"Status":"failed","Reason":"legal-hold"}"""u8.ToArray());

    [Theory]
    [InlineData("null")]
    [InlineData("\"failed\"")]
    [InlineData("\"erased\"")]
    [InlineData("17")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("""[{"status":"failed"}]""")]
    [InlineData("""[{"status":"erased"}]""")]
    [InlineData("""{"status":"erased"} and more""")]
    [InlineData("""{"status":"erased"}{"status":"failed"}""")]
    [InlineData("""{"status":"erased" """)]
    [InlineData("""{"status":"erased",}""")]
    [InlineData("""{'status':'erased'}""")]
    [InlineData("\uFEFF\uFEFF{}")]
    [InlineData(" \r\n")]
    public async Task What_is_no_JSON_object_is_no_answer(string body)
    {
        await AssertAsync(new Outcome.Failed("answer-not-json", Retryable: false), 200, Encoding.UTF8.GetBytes(body));
        await AssertAsync(new Outcome.Pending(), 202, Encoding.UTF8.GetBytes(body));
        await AssertAsync(new Outcome.Failed("http-409", Retryable: false), 409, Encoding.UTF8.GetBytes(body));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task JSON_between_systems_is_UTF_8(string charset)
    {
        Encoding encoding = Encoding.GetEncoding(charset);

        await AssertAsync(new Outcome.Failed("answer-not-json", Retryable: false), 200, [.. encoding.Preamble, .. encoding.GetBytes("""{"status":"erased"}""")]);
    }

    [Fact]
    public async Task A_byte_order_mark_is_fine() => await AssertAsync(new Outcome.Erased(3), 200, [0xef, 0xbb, 0xbf, .. """{"status":"erased","count":3}"""u8]);

    [Theory]
    [InlineData("""{"status":"erased","note":"\ud800"}""")]
    [InlineData("""{"status":"erased","note":"\udc00\ud800"}""")]
    [InlineData("""{"\ud800":1,"status":"erased"}""")]
    [InlineData("""{"\udfff":{"\ud83d":["\ud83d"]},"status":"erased","reason":"\ud800"}""")]
    [InlineData("""{"note":"~","status":"erased"}""")]
    [InlineData("""{"~":"~~","status":"erased","count":"~"}""")]
    [InlineData("""{"note":"\\ud800 \ud83d\ude00","status":"erased"}""")]
    public async Task Odd_text_beside_the_status_changes_nothing(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body).Select(b => b == (byte)'~' ? (byte)0xe9 : b).ToArray();

        DomainCall call = await AssertAsync(new Outcome.Erased(), 200, bytes);

        Assert.Contains("\"status\": \"erased\"", call.ResponseBody!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_JSON_is_read_and_its_form_shown_as_far_as_one_would_look()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "[[1]]" + new string('}', 40);

        DomainCall call = await AssertAsync(new Outcome.Erased(), 200, Encoding.UTF8.GetBytes($"{{\"deep\":{deep},\"status\":\"erased\"}}"));

        Assert.Contains("\"a\": \"...\"", call.ResponseBody!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("legal hold \u00e9")]
    public async Task A_reason_that_is_no_text_is_unspecified(string reason) =>
        await AssertAsync(new Outcome.Withheld("unspecified", null), 200, Encoding.Latin1.GetBytes("""{"status":"withheld","reason":"~","until":{"year":2030}}""".Replace("~", reason, StringComparison.Ordinal)));

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_answer_is_read(string coding)
    {
        await AssertAsync(new Outcome.Erased(), 200, Pack(coding, Erased), coding);
        await AssertAsync(new Outcome.Erased(), 200, Pack("gzip", Pack(coding, Erased)), $"{coding}, gzip");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_cant_be_decoded_is_no_answer_and_kept(string coding)
    {
        byte[] whole = Pack(coding, [.. Erased, .. Enumerable.Repeat((byte)' ', 40)]);
        foreach (byte[] body in new[] { Erased, whole[..1], whole[..(whole.Length / 2)], [0xff, .. whole[1..]], [.. whole, (byte)' '], [.. whole, 0x1f, 0x8b], [.. whole, .. "garbage"u8] })
        {
            DomainCall call = await AssertAsync(new Outcome.Failed("answer-not-json", Retryable: false), 200, body, coding);

            Assert.Matches("^(not JSON|not what its content-encoding says), [0-9]+ bytes$", call.ResponseBody);
            await AssertAsync(new Outcome.Pending(), 202, body, coding);
            await AssertAsync(new Outcome.Failed("http-404", Retryable: false), 404, body, coding);
        }
    }

    [Fact]
    public async Task A_coding_that_there_isn_t_is_a_slip() => await AssertAsync(new Outcome.Erased(), 200, Erased, "utf-8");

    [Fact]
    public async Task A_bomb_is_too_long()
    {
        DomainCall call = await AssertAsync(new Outcome.Failed("answer-too-long", Retryable: false), 200, Pack("gzip", new byte[10_000_000]), "gzip");

        Assert.Equal("longer than 65536 bytes", call.ResponseBody);
    }

    [Fact]
    public async Task Nothing_compressed_is_nothing() => await AssertAsync(new Outcome.Erased(), 200, Pack("gzip", []), "gzip");

    [Fact]
    public async Task A_body_says_otherwise_than_its_404_only_by_a_known_word()
    {
        HttpConnectorConfiguration options = Options() with { Submit = Options().Submit with { NothingFound = [404] } };
        foreach ((string body, Outcome expected) in new (string, Outcome)[]
        {
            ("""{"status":404,"title":"Not Found"}""", new Outcome.NothingFound()),
            ("""{"status":"nothing_found"}""", new Outcome.NothingFound()),
            ("\"failed\"", new Outcome.NothingFound()),
            ("""{"status":"failed"}""", new Outcome.Failed("domain-failed", Retryable: false)),
        })
        {
            Server.Answers.Clear();
            Server.Answer(404, body);
            Time.Advance(TimeSpan.FromSeconds(1));

            Assert.Equal(expected, await SubmitAsync(options));
            Assert.NotNull((await CallAsync()).ResponseBody);
        }
    }

    [Fact]
    public async Task The_body_of_a_domain_that_answers_in_plain_text_is_kept_masked()
    {
        Server.Answer(200, "Deleted jane.doe@example.org", "text/plain");

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options() with { Answer = new HttpAnswerConfiguration { Status = "" } }));
        Assert.Equal("not JSON, 28 bytes", (await CallAsync()).ResponseBody);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_none()
    {
        Server.Answer(200, Erased, response => response.ContentLength = 1000);

        Assert.Equal(new Outcome.Failed("network", Retryable: true), await SubmitAsync(Options() with { Retry = new HttpRetryConfiguration { Attempts = 1 } }));
        Assert.Equal((200, "broken off after 19 bytes"), ((await CallAsync()).Status, (await CallAsync()).ResponseBody));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 19\r\n\r\n{\"status\":\"failed\"}", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n", true)]
    public async Task An_answer_without_a_byte_counts_where_it_says_that_it_has_none(string answer, bool isErased)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            _ = await client.GetStream().ReadAtLeastAsync(new byte[4096], 1);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            client.Client.Shutdown(SocketShutdown.Send);
            while (await client.GetStream().ReadAsync(new byte[4096]) > 0)
            {
            }
        });

        Outcome outcome = await SubmitAsync(Options() with { Url = $"http://{listener.LocalEndpoint}", Retry = new HttpRetryConfiguration { Attempts = 1 } });

        Assert.Equal(isErased ? new Outcome.Erased() : new Outcome.Failed("network", Retryable: true), outcome);
    }

    [Fact]
    public async Task A_record_that_cant_be_stored_undoes_no_outcome()
    {
        Records.Down = true;
        Server.Answer(200, Erased);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
        Assert.Equal(new Outcome.Erased(), await CheckAsync(Options()));
    }

    [Fact]
    public async Task The_record_of_a_wide_answer_stays_small()
    {
        string wide = string.Join(',', Enumerable.Range(0, 99).Select(i => $"\"f{i}\":{{{string.Join(',', Enumerable.Range(0, 60).Select(j => $"\"g{j}\":1"))}}}"));

        DomainCall call = await AssertAsync(new Outcome.Erased(), 200, Encoding.UTF8.GetBytes($"{{\"status\":\"erased\",{wide}}}"));

        Assert.InRange(call.ResponseBody!.Length, 1000, 200_000);
    }

    private async Task<DomainCall> AssertAsync(Outcome expected, int status, byte[] body, string? coding = null)
    {
        Server.Answers.Clear();
        Server.Answer(status, body, response => response.Headers.ContentEncoding = coding);

        // Calls are listed by their time.
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(expected, await SubmitAsync(Options()));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(expected, await CheckAsync(Options()));
        DomainCall call = await CallAsync();
        Assert.Equal((status, true), (call.Status, call.ResponseBody is not null || body.Length == 0));
        return call;
    }

    private async Task<DomainCall> CallAsync() => (await Calls.ListAsync(Erasure.ErasureId, "orders", CancellationToken.None))[0];

    private static byte[] Pack(string coding, byte[] plain)
    {
        using MemoryStream packed = new();
        using (Stream stream = coding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal),
            _ => new GZipStream(packed, CompressionLevel.Optimal),
        })
        {
            stream.Write(plain);
        }

        return packed.ToArray();
    }
}
