using System.Text.Json;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Queue;

/// <summary>Which settings of a mapper, and of the lake, make another search of it.</summary>
public sealed class SearchedReadingTests
{
    private const string Strict = JobCodes.ObjectsFailed, Mending = JobCodes.MatchesFailed;

    private static readonly DataMapper Base = JobWorld.Mapper("crm", DataFormat.Csv, "email") with
    {
        Identifiers = Of(new IdentifierColumn { Column = "mail", Rules = ["ignore-case", "email"] }),
        Text = new TextSettings { Header = false, Columns = ["n", "mail"] },
        Pruning = false,
        NotFound = MissingObject.Fail,
    };

    public static TheoryData<string, bool, bool> Changes => new()
    {
        { nameof(DataMapper.MayBeEmpty), false, false },
        { "all rules", true, true },
        { "one rule", true, true },
        { "one more rule", false, false },
        { "a rule for one that has it in it", false, false },
        { nameof(IdentifierColumn.Optional), true, false },
        { "another optional column", false, false },
        { nameof(DataMapper.Format), true, false },
        { nameof(TextSettings.Columns), true, false },
        { nameof(TextSettings.Header), true, false },
        { nameof(TextSettings.SkipLines), true, false },
        { nameof(TextSettings.Charset), true, false },
        { nameof(TextSettings.Delimiter), true, false },
        { nameof(TextSettings.Quote), true, false },
        { nameof(TextSettings.Escape), true, false },
        { nameof(TextSettings.Null), true, true },
        { nameof(TextSettings.Multiline), true, true },
        { nameof(TextSettings.Ragged), true, true },
        { "what the default says", false, false },
        { nameof(DataMapper.Pruning), true, true },
        { nameof(DataMapper.Finder), true, true },
        { nameof(DataMapper.NotFound), true, true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_by_which_somebody_may_be_missed_is_told(string change, bool isMissed, bool isMissedWhereColumnsAreMended)
    {
        SearchedScope before = Copied(SearchedScope.Of(Base)), after = SearchedScope.Of(Changed(change));

        Assert.Equal((isMissed, isMissedWhereColumnsAreMended, isMissed), (before.IsLeftOutBy(after, Strict), before.IsLeftOutBy(after, Mending), before.IsLeftOutBy(after, code: null)));
        Assert.False((before with { Reading = null }).IsLeftOutBy(after, Strict));
        Assert.Equal(SearchedScope.Of(Base), before);
    }

    [Fact]
    public void A_table_that_moved_or_is_written_otherwise_is_another_search_once_it_was_asked()
    {
        DataMapper unasked = Base with { Prefix = null, Text = null, Table = new CatalogTable { Database = "d", Name = "t" } };
        DataMapper asked = unasked.LocatedAt("bucket", "there", new TextSettings { Delimiter = ";" });

        foreach (DataMapper other in new[] { unasked.LocatedAt("bucket", "elsewhere", asked.TableText), unasked.LocatedAt("bucket", "there", new TextSettings { Delimiter = "|" }) })
        {
            Assert.True(SearchedScope.Of(asked).IsLeftOutBy(SearchedScope.Of(other), Strict));
            Assert.False(SearchedScope.Of(unasked).IsLeftOutBy(SearchedScope.Of(other), Strict));
        }

        Assert.False(SearchedScope.Of(asked).IsLeftOutBy(SearchedScope.Of(unasked.LocatedAt("bucket", "there/", asked.TableText)), Strict));
        Assert.Equal(unasked, asked.Unlocated());
    }

    [Theory]
    [InlineData("https://a:9000", "https://A:9000/", true)]
    [InlineData("https://a:9000", "https://b:9000", false)]
    [InlineData("https://a:9000", null, false)]
    [InlineData(null, null, true)]
    public void An_endpoint_is_a_lake_of_its_own(string? one, string? other, bool isSame) =>
        Assert.Equal(isSame, RootOf(S3(one, null)) == RootOf(S3(other, null)));

    [Theory]
    [InlineData("eu-central-1", "us-east-1", true)]
    [InlineData("eu-central-1", "cn-north-1", false)]
    [InlineData("us-gov-west-1", "us-west-1", false)]
    public void A_partition_of_AWS_is_a_lake_of_its_own(string one, string other, bool isSame) =>
        Assert.Equal(isSame, RootOf(S3(null, one)) == RootOf(S3(null, other)));

    [Fact]
    public void A_folder_is_where_its_links_lead()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["a/lake"]);
        Directory.CreateDirectory(folder["b/lake"]);
        Directory.CreateSymbolicLink(folder["now"], folder["a"]);
        string a = RootOf(new LakeConfiguration { Folder = folder["a/lake"] }), now = RootOf(new LakeConfiguration { Folder = folder["now/lake/"] });
        Directory.Delete(folder["now"]);
        Directory.CreateSymbolicLink(folder["now"], folder["b"]);

        Assert.Equal(a, now);
        Assert.NotEqual(a, RootOf(new LakeConfiguration { Folder = folder["now/lake"] }));
        Assert.NotEqual(a, RootOf(S3(null, null)));
        Assert.Equal(RootOf(new LakeConfiguration { Folder = folder["gone"] }), RootOf(new LakeConfiguration { Folder = folder["gone/"] }));
    }

    private static LakeConfiguration S3(string? endpoint, string? region) => new() { S3 = new S3Configuration { Bucket = "bucket", Endpoint = endpoint, Region = region } };

    private static string RootOf(LakeConfiguration lake) =>
        new MapperPlaces(new KeyedHashes(new LocalMasterKey(new byte[32])), lake).Root();

    private static SearchedScope Copied(SearchedScope scope) =>
        JsonSerializer.Deserialize<SearchedScope>(JsonSerializer.Serialize(scope, DurableJson.Options), DurableJson.Options)!;

    private static Dictionary<string, IReadOnlyList<IdentifierColumn>> Of(params IdentifierColumn[] columns) => new(StringComparer.Ordinal) { ["email"] = columns };

    private static DataMapper Changed(string change)
    {
        IdentifierColumn mail = Base.Identifiers["email"][0];
        TextSettings text = Base.Text!;
        return change switch
        {
            nameof(DataMapper.MayBeEmpty) => Base with { MayBeEmpty = true },
            "all rules" => Base with { Identifiers = Of("mail") },
            "one rule" => Base with { Identifiers = Of(mail with { Rules = ["email"] }) },
            "one more rule" => Base with { Identifiers = Of(mail with { Rules = ["trim", .. mail.Rules] }) },
            "a rule for one that has it in it" => Base with { Identifiers = Of(mail with { Rules = ["ignore-case", "email-provider"] }) },
            nameof(IdentifierColumn.Optional) => Base with { Identifiers = Of(mail with { Optional = true }) },
            "another optional column" => Base with { Identifiers = Of(mail, new IdentifierColumn { Column = "n", Optional = true }) },
            nameof(DataMapper.Format) => Base with { Format = DataFormat.Json },
            nameof(TextSettings.Columns) => Base with { Text = text with { Columns = ["mail", "n"] } },
            nameof(TextSettings.Header) => Base with { Text = text with { Header = true } },
            nameof(TextSettings.SkipLines) => Base with { Text = text with { SkipLines = 1 } },
            nameof(TextSettings.Charset) => Base with { Text = text with { Charset = "iso-8859-1" } },
            nameof(TextSettings.Delimiter) => Base with { Text = text with { Delimiter = ";" } },
            nameof(TextSettings.Quote) => Base with { Text = text with { Quote = TextSettings.None } },
            nameof(TextSettings.Escape) => Base with { Text = text with { Escape = "\\" } },
            nameof(TextSettings.Null) => Base with { Text = text with { Null = "p" } },
            nameof(TextSettings.Multiline) => Base with { Text = text with { Multiline = false } },
            nameof(TextSettings.Ragged) => Base with { Text = text with { Ragged = true } },
            "what the default says" => Base with { Text = text with { Delimiter = ",", SkipLines = 0, Multiline = true } },
            nameof(DataMapper.Pruning) => Base with { Pruning = true },
            nameof(DataMapper.Finder) => Base with { Finder = Finder.Athena },
            nameof(DataMapper.NotFound) => Base with { NotFound = MissingObject.Skip },
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }
}
