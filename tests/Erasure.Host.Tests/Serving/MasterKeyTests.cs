using System.Net;
using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Erasure.Core.Mail;
using Erasure.Core.Server;
using Erasure.Core.Settings;
using Erasure.Embedded.Sqlite;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Api;
using Erasure.Tests.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Serving;

/// <summary>A host without its master key, or without what it had.</summary>
public sealed class MasterKeyTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly LogCapture logs = new();

    public void Dispose()
    {
        logs.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("another")]
    [InlineData("open to others")]
    public async Task A_key_that_is_not_in_its_file_any_more_is_missed_while_the_host_has_it(string change)
    {
        await using ErasureServer server = await ServeAsync();
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(client, "u-1")).StatusCode);
        byte[] key = await File.ReadAllBytesAsync(folder["master.key"]);
        if (change == "open to others" && OperatingSystem.IsWindows())
        {
            return;
        }

        Change(change);
        HttpResponseMessage ready = await client.GetAsync("/health/ready");
        HttpResponseMessage refused = await AskAsync(client, "u-2");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(folder["master.key"], await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.Contains("Retry-After")));
        Assert.Single(logs.Lines, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("before you stop the host", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains(Convert.ToHexString(key), StringComparison.OrdinalIgnoreCase) || line.Contains(Convert.ToBase64String(key), StringComparison.Ordinal));

        await File.WriteAllBytesAsync(folder["master.key"], key);
        OnlyOwner();
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(client, "u-2")).StatusCode);
    }

    [Fact]
    public async Task A_first_start_says_that_it_is_one()
    {
        await using (await ServeAsync())
        {
            Assert.Single(logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("A new database", StringComparison.Ordinal));
        }

        logs.Lines.Clear();
        await using ErasureServer again = await ServeAsync();
        Assert.DoesNotContain(logs.Lines, line => line.Contains("A new database", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a page")]
    [InlineData("tables")]
    public async Task A_first_start_that_was_killed_before_it_had_made_the_key_is_made_again(string left)
    {
        LeaveDatabase(left);
        Assert.Empty(await StartChecks.RunAsync(Configuration(), HostEnvironment.Read(), isNew: false, lookThrough: true, default));

        await using ErasureServer server = await ServeAsync();

        Assert.Single(logs.Lines, line => line.Contains("A new database", StringComparison.Ordinal));
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(client, "u-1")).StatusCode);
    }

    [Fact]
    public async Task The_key_is_made_after_the_database()
    {
        await Assert.ThrowsAsync<IOException>(() => ServeAsync(change: services => services.AddSingleton<SqliteDatabase>(_ => throw new IOException("killed"))));

        Assert.False(File.Exists(folder["master.key"]));
    }

    [Fact]
    public async Task A_start_where_mails_are_but_neither_database_nor_key_is_refused_unless_told()
    {
        Directory.CreateDirectory(folder["data/mail"]);
        await File.WriteAllTextAsync(folder["data/mail/1.eml"], "");

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => ServeAsync());
        Assert.Contains("neither its database", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["master.key"]));

        await using ErasureServer server = await ServeAsync(isNew: true);
        Assert.True(File.Exists(folder["master.key"]));
    }

    private void LeaveDatabase(string left)
    {
        Directory.CreateDirectory(folder["data"]);
        if (left == "tables")
        {
            SqliteDatabase.Open(new DatabaseOptions { Path = folder["data/erasure.db"] }).Dispose();
            return;
        }

        File.WriteAllBytes(folder["data/erasure.db"], []);
        if (left == "a page")
        {
            using SqliteConnection connection = new($"Data Source={folder["data/erasure.db"]};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            command.ExecuteNonQuery();
        }
    }

    private void Change(string change)
    {
        if (change == "gone")
        {
            File.Delete(folder["master.key"]);
        }
        else if (change == "another")
        {
            File.WriteAllBytes(folder["master.key"], RandomNumberGenerator.GetBytes(32));
        }
        else if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder["master.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }
    }

    private void OnlyOwner()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder["master.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string user)
    {
        using StringContent body = new($$$"""{"subject":{"user_id":"{{{user}}}"}}""", Encoding.UTF8, "application/json");
        return await client.PostAsync("/api/erasures", body);
    }

    private ErasureConfiguration Configuration() => new()
    {
        Domains = [new DomainConfiguration { Name = "orders", Admin = "admin@example.org", Connector = new HttpConnectorConfiguration { Url = "http://127.0.0.1:9" } }],
        Mail = new MailConfiguration { From = "erasure@example.org", Folder = folder["data/mail"] },
        Server = new ServerConfiguration { Url = "http://127.0.0.1:0", DataFolder = folder["data"], MasterKeyFile = folder["master.key"] },
    };

    private Task<ErasureServer> ServeAsync(bool isNew = false, Action<IServiceCollection>? change = null) => ErasureServer.StartAsync(
        Configuration(),
        logging => logging.ClearProviders().AddProvider(logs),
        default,
        isNew,
        change);
}
