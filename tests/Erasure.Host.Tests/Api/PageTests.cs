using System.Net;
using Erasure.Api;
using Erasure.Api.Access;
using Erasure.Api.Pages;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Subjects;

namespace Erasure.Host.Tests.Api;

public sealed class PageTests
{
    private const string Status = $"/erasures/{FakeErasures.Id}";
    private const string Domain = $"{Status}/domains/order";
    private const string Key = "correct horse battery staple";

    [Theory]
    [InlineData(Status)]
    [InlineData(Domain)]
    [InlineData($"{Domain}/calls/0190a6f0c1d27b8e9f00112233447788")]
    public async Task A_page_runs_no_script_loads_nothing_and_is_not_kept(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        string html = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", html, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(html.Length, 1000, 12_000);
    }

    [Fact]
    public async Task The_status_page_links_each_domain()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        string html = await server.Client.GetStringAsync(Status);

        Assert.Contains($"href=\"{Domain}\"", html, StringComparison.Ordinal);
        Assert.Contains("Action required", html, StringComparison.Ordinal);
        Assert.Contains("28 February 2026, 09:30 UTC", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_domains_page_offers_to_retry_and_to_resolve()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        string html = await server.Client.GetStringAsync(Domain);

        Assert.Contains($"action=\"{Domain}/retry\"", html, StringComparison.Ordinal);
        Assert.Contains($"formaction=\"{Domain}/resolve\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_clicks_lead_to_what_was_said_in_a_failed_call()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        string status = await server.Client.GetStringAsync(Status);
        string domain = await server.Client.GetStringAsync(Domain);
        string call = await server.Client.GetStringAsync($"{Domain}/calls/{FakeErasures.Call.Id}");

        Assert.Contains($"href=\"{Domain}\"", status, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Domain}/calls/{FakeErasures.Call.Id}\"", domain, StringComparison.Ordinal);
        Assert.Contains("400, http-400", call, StringComparison.Ordinal);
        Assert.Contains("https://orders.example.org/erasures", call, StringComparison.Ordinal);
        Assert.Contains("&quot;user_id&quot;: &quot;string(12)&quot;", call, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"{Domain}/calls/{FakeErasures.Id}")).StatusCode);
    }

    [Theory]
    [InlineData(CommandResult.NameNamesPerson, "The name holds an identifier of the person", false, false)]
    [InlineData(CommandResult.NoteNamesPerson, "The note holds an identifier of the person", true, false)]
    [InlineData(CommandResult.InvalidDecision, "can&#x27;t be taken", true, true)]
    [InlineData(CommandResult.WrongState, "has changed", true, true)]
    public async Task What_was_typed_is_there_again_unless_it_names_the_person(CommandResult result, string why, bool hasName, bool hasNote)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.Operator)] });
        server.Client.DefaultRequestHeaders.Add("x-api-key", Key);
        server.Erasures.OnCommand = result;

        using HttpResponseMessage response = await PostFormAsync(server, "resolve", ("by", "Kim <Doe>"), ("note", "put right & gone"));

        string html = await response.Content.ReadAsStringAsync();
        Assert.Contains(why, html, StringComparison.Ordinal);
        Assert.Equal(hasName, html.Contains("value=\"Kim &lt;Doe&gt;\"", StringComparison.Ordinal));
        Assert.Equal(hasNote, html.Contains(">put right &amp; gone</textarea>", StringComparison.Ordinal));
        Assert.Equal(hasNote, html.Contains("put right", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "26 days left", ">as it stands</a>")]
    [InlineData(3, "ended 25 days before it", ">what was done, to be filed</a>")]
    [InlineData(28, "ended before it", ">what was done, to be filed</a>")]
    [InlineData(30, "ended 2 days after it", ">what was done, to be filed</a>")]
    public void The_deadline_and_the_report_are_there_after_the_end_too(int? ended, string deadline, string report)
    {
        ErasureRecord erasure = FakeErasures.Record() with { EndedAt = ended is { } days ? FakeErasures.Record().ReceivedAt.AddDays(days) : null };

        string html = StatusPage.Body(new ErasureView(erasure, IsOverdue: false, [], []), erasure.ReceivedAt.AddDays(2)).ToString();

        Assert.Contains($"28 February 2026, 09:30 UTC ({deadline})", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/api/erasures/{erasure.Id}/report\"{report}", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requester-completed", true, "not delivered: to the person, how it ended. The person&#x27;s address is destroyed: whoever took the request in has to tell them.")]
    [InlineData("requester-received", false, "not delivered: to the person, that the request is in. Tell the person another way, which is still owed to them.")]
    [InlineData("admin-reminder", true, "not delivered: to the admin, that the deadline is near. Tell their readers another way.")]
    public void Mails_that_nobody_got_are_told_in_words_with_what_to_do_and_why(string mail, bool isOver, string words)
    {
        ErasureRecord erasure = FakeErasures.Record() with { IdentifiersDestroyedAt = isOver ? FakeErasures.Record().ReceivedAt.AddDays(3) : null };
        LedgerEntry entry = new(1, default, "mail-given-up", Domain: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["mail"] = mail, ["why"] = "The mail server refused the recipient with 550 5.1.1." });

        string html = StatusPage.Body(new ErasureView(erasure, IsOverdue: false, [], [entry]), default).ToString();

        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Contains("The mail server refused the recipient with 550 5.1.1.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_mail_has_words()
    {
        foreach (MailKind kind in Enum.GetValues<MailKind>())
        {
            LedgerEntry entry = new(1, default, "mail-given-up", Domain: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["mail"] = MailOrder.NameOf(kind) });
            Assert.StartsWith("to the ", Wording.Decision(entry), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_overview_tells_when_an_open_domain_is_asked_next()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        string html = await server.Client.GetStringAsync($"/erasures/{FakeErasures.Id}");

        Assert.Contains("<th scope=\"col\">Next attempt</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td>when somebody has it tried again</td>", html, StringComparison.Ordinal);
        Assert.Contains("http-400: The domain can&#x27;t make sense of the call.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_lake_domain_names_what_failed_why_and_what_to_do()
    {
        const string Entry = "0190a6f0c1d27b8e9f00112233445577", Gone = "0190a6f0c1d27b8e9f00112233445588";
        ErasureView view = (await new FakeErasures().GetAsync(FakeErasures.Id, CancellationToken.None))!;
        DomainProgress failed = view.Domains[0] with { State = DomainState.Failed, Outcome = new Outcome.Failed("objects-failed", Retryable: false) { Failures = [Entry, Gone] } };
        ObjectFailure failure = new()
        {
            Id = Entry, Mapper = "clicks", Object = "clicks/<bad>.json", Code = "malformed-text", Detail = "Line 2 is not valid JSON.", JobId = FakeErasures.Id, FirstSeen = default, LastSeen = default,
        };

        string html = new DomainPageBody(view, failed, [], [failure], new Caller(Roles.Operator, Name: null), default).Render(notice: null, TypedDecision.None).ToString();

        Assert.Contains($"<a href=\"/api/failures/{Entry}\"><code>clicks/&lt;bad&gt;.json</code></a> of mapper clicks: <code>malformed-text</code>", html, StringComparison.Ordinal);
        Assert.Contains("Line 2 is not valid JSON.", html, StringComparison.Ordinal);
        Assert.Contains($"<li id=\"failure-{Entry}\">", html, StringComparison.Ordinal);
        Assert.Contains(failure.Advise().Remedy.Split('\'')[0], html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/api/failures/{Gone}\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_decided_and_why_is_in_the_timeline()
    {
        LedgerEntry[] timeline =
        [
            new(1, default, "domain-resolved", "order", new Dictionary<string, string>(StringComparer.Ordinal) { ["by"] = "Kim <Doe>", ["caller"] = "crm-team", ["note"] = "done by hand" }),
            new(2, default, "received", Domain: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["caller"] = "shop" }),
        ];

        string html = StatusPage.Timeline(timeline).ToString();

        Assert.Contains("Kim &lt;Doe&gt; (crm-team): done by hand", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"hint\">shop</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_that_is_done_offers_nothing_to_decide()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        string html = await server.Client.GetStringAsync($"{Status}/domains/project");

        Assert.DoesNotContain("/retry\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/erasures/0190a6f0c1d27b8e9f00112233445567")]
    [InlineData($"{Status}/domains/unknown")]
    public async Task A_page_that_is_not_there_says_so(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("<h1>Not found</h1>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_it_is_about_is_shown_to_an_operator_who_gives_a_name()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.Operator)] });
        server.Client.DefaultRequestHeaders.Add("x-api-key", Key);
        server.Erasures.Subject = Subject("<u&1>");

        using HttpResponseMessage response = await PostFormAsync(server, "reveal", ("by", "Kim"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Contains("&lt;u&amp;1&gt;", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var (command, _, domain, decision) = Assert.Single(server.Erasures.Commands);
        Assert.Equal(("reveal", "order", "Kim"), (command, domain, decision.By));
    }

    [Theory]
    [InlineData(Roles.Operator, "", HttpStatusCode.BadRequest)]
    [InlineData(Roles.Approver | Roles.Auditor | Roles.Requester, "Kim", HttpStatusCode.Forbidden)]
    public async Task Nobody_else_sees_it(Roles roles, string by, HttpStatusCode status)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, roles)] });
        server.Client.DefaultRequestHeaders.Add("x-api-key", Key);
        server.Erasures.Subject = Subject("canary-value-0001");

        using HttpResponseMessage response = await PostFormAsync(server, "reveal", ("by", by));

        Assert.Equal(status, response.StatusCode);
        Assert.DoesNotContain("canary-value-0001", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Erasures.Commands);
    }

    [Fact]
    public async Task A_look_by_get_is_not_possible()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync($"{Domain}/reveal");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("resolve")]
    public async Task A_decision_is_recorded_and_leads_back_to_the_page(string command)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await PostFormAsync(server, command, ("by", "Kim"), ("note", "mended"));

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(Domain, response.Headers.Location!.ToString());
        Assert.Equal((command, FakeErasures.Id, "order", new HumanDecision("Kim", "mended")), Assert.Single(server.Erasures.Commands));
    }

    [Theory]
    [InlineData(CommandResult.WrongState, HttpStatusCode.Conflict)]
    [InlineData(CommandResult.InvalidDecision, HttpStatusCode.BadRequest)]
    [InlineData(CommandResult.NotFound, HttpStatusCode.NotFound)]
    public async Task A_decision_that_can_not_be_recorded_says_why(CommandResult result, HttpStatusCode status)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Erasures.OnCommand = result;

        using HttpResponseMessage response = await PostFormAsync(server, "resolve", ("by", "Kim"), ("note", "mended"));

        Assert.Equal(status, response.StatusCode);
    }

    private static Task<HttpResponseMessage> PostFormAsync(ApiServer server, string command, params (string Name, string Value)[] fields) =>
        server.Client.PostAsync($"{Domain}/{command}", new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    private static Sealed<Subject> Subject(string userId) =>
        new(new Subject(new Dictionary<string, string>(StringComparer.Ordinal) { ["user_id"] = userId }));
}
