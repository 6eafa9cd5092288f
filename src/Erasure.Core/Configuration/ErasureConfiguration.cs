using System.Text.Json.Nodes;

namespace Erasure.Core.Configuration;

/// <summary>The one configuration file (<c>erasure.json</c>). Durations are ISO 8601 (<c>PT5M</c>, <c>P7D</c>).</summary>
public sealed record ErasureConfiguration
{
    /// <summary>The parts of the organisation that hold personal data.</summary>
    public required IReadOnlyList<DomainConfiguration> Domains { get; init; }

    /// <summary>The data lake; a domain of connector <c>lake</c> erases in it.</summary>
    public LakeConfiguration? Lake { get; init; }

    /// <summary>Mail.</summary>
    public MailConfiguration Mail { get; init; } = new();

    /// <summary>Deadlines.</summary>
    public DeadlineConfiguration Deadlines { get; init; } = new();

    /// <summary>The server: where it listens, keeps its data, and who may call.</summary>
    public ServerConfiguration Server { get; init; } = new();
}

/// <summary>One domain.</summary>
public sealed record DomainConfiguration
{
    /// <summary>Its name: lower-case letters, digits and dashes; part of instance ids.</summary>
    public required string Name { get; init; }

    /// <summary>Where its admin reads mail.</summary>
    public required string Admin { get; init; }

    /// <summary>How it erases: <c>type</c> (<c>http</c>, <c>lake</c>) and that connector's own options.</summary>
    public required JsonObject Connector { get; init; }

    /// <summary>How an asynchronous domain is polled.</summary>
    public PollingConfiguration Polling { get; init; } = new();
}

/// <summary>How an asynchronous domain is polled: the interval grows by the factor up to the maximum.</summary>
public sealed record PollingConfiguration
{
    /// <summary>Before the first check; default 5 minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each wait is this many times the one before; default 1.5.</summary>
    public double Backoff { get; init; } = 1.5;

    /// <summary>Longest wait; default 6 hours.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromHours(6);
}

/// <summary>The lake: an object store and what is in it.</summary>
public sealed record LakeConfiguration
{
    /// <summary>The local folder that is the store's root.</summary>
    public required string Folder { get; init; }

    /// <summary>What is where.</summary>
    public required IReadOnlyList<DataMapperConfiguration> Mappers { get; init; }
}

/// <summary>Where in the lake, in which format, and which columns hold identifiers.</summary>
public sealed record DataMapperConfiguration
{
    /// <summary>Its id: letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>Prefix of the objects' keys.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>parquet</c>, <c>json</c> (lines) or <c>csv</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Columns (dotted paths) by the identifier that they hold: <c>{"user_id": ["user_id", "ctx.user.id"]}</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Identifiers { get; init; }
}

/// <summary>Mail: a folder of .eml files, or SMTP.</summary>
public sealed record MailConfiguration
{
    /// <summary>Sender's address.</summary>
    public string From { get; init; } = "erasure@localhost";

    /// <summary>Where the privacy officer reads mail; told of what is stuck or ended. Optional.</summary>
    public string? PrivacyOfficer { get; init; }

    /// <summary>Folder for .eml files, the default transport: <c>mail</c> in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>SMTP; replaces the folder.</summary>
    public SmtpConfiguration? Smtp { get; init; }

    /// <summary>How long a mail is tried before it is given up; default 3 days.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);
}

/// <summary>An SMTP submission server.</summary>
public sealed record SmtpConfiguration
{
    /// <summary>Host name.</summary>
    public required string Host { get; init; }

    /// <summary>Port; default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>STARTTLS; default on.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>User name; none for no authentication.</summary>
    public string? User { get; init; }

    /// <summary>Name of the environment variable that holds the password.</summary>
    public string? PasswordVariable { get; init; }
}

/// <summary>Deadlines (Art. 12(3) GDPR; Reg. 1182/71 Art. 3).</summary>
public sealed record DeadlineConfiguration
{
    /// <summary>Default: the earlier of 30 days and the calendar month.</summary>
    public DeadlineRule Rule { get; init; } = DeadlineRule.Earlier;

    /// <summary>IANA time zone in which days are counted; default UTC.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>Under the calendar-month rule a deadline on a weekend or one of <see cref="Holidays"/> moves to the next working day; default off, which is never later.</summary>
    public bool RollToWorkingDay { get; init; }

    /// <summary>Public holidays of the jurisdiction.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Reminders to an admin before the deadline; default 7 days and 1 day.</summary>
    public IReadOnlyList<TimeSpan> Reminders { get; init; } = [TimeSpan.FromDays(7), TimeSpan.FromDays(1)];

    /// <summary>How often the admin of a failed domain is reminded; default weekly.</summary>
    public TimeSpan FailedReminder { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>How a deadline is computed.</summary>
public enum DeadlineRule
{
    /// <summary>The earlier of the other two.</summary>
    Earlier,

    /// <summary>30 days after receipt.</summary>
    ThirtyDays,

    /// <summary>One calendar month after receipt.</summary>
    CalendarMonth,
}

/// <summary>The embedded server.</summary>
public sealed record ServerConfiguration
{
    /// <summary>Address to listen on; default loopback, port 7071.</summary>
    public string Url { get; init; } = "http://127.0.0.1:7071";

    /// <summary>Address under which people reach it, for links in mails; default <see cref="Url"/>.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Folder for the database and mails; default <c>data</c> beside the configuration file.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>File with the 32-byte master key, outside the data folder; made at first start; default <c>master.key</c> beside the configuration file.</summary>
    public string MasterKeyFile { get; init; } = "master.key";

    /// <summary>Name of the environment variable that holds the API key; required unless <see cref="Url"/> is loopback.</summary>
    public string ApiKeyVariable { get; init; } = "ERASURE_API_KEY";

    /// <summary>Serve <c>DELETE /api/user/{id}</c>, which puts an identifier into a URL; default on.</summary>
    public bool DeleteUserRoute { get; init; } = true;
}
