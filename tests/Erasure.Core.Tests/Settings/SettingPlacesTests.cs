using Erasure.Core.Configuration;
using Erasure.Core.Settings;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Settings;

/// <summary>Each problem of a configuration file comes with its line and column, in the file's order.</summary>
public sealed class SettingPlacesTests : IDisposable
{
    private const string File = """
        // Kürzel: a comment, before anything
        {
          "lake": { "folder": "nowhere", "mappers": [] },
          "domains": [
            { "name": "orders", /* größer */ "admin": "nobody", "connector": { "type": "http", "url": "ftp://x" } },
            {
              "name": "Orders", "name": "crm",
              "connector": { "type": "http", "url": "https://crm.example.org", "headers": { "a:b": "c" } },
            },
          ],
          "sever": {},
          "operations": { "sweep": "soon" }
        }
        """;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Problems_are_where_an_editor_shows_them(string newLine)
    {
        (_, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Parse(File.ReplaceLineEndings(newLine), folder.Path, _ => null);

        Assert.Equal(
            [
                "$.lake.folder 3:13",
                "$.domains[0].admin 5:38",
                "$.domains[0].connector.url 5:88",
                "$.domains[1].admin 6:5",
                "$.domains[1].name 7:25",
                "$.domains[1].connector.headers.a:b 8:85",
                "$.sever 11:3",
                "$.operations.sweep 12:19",
            ],
            problems.Select(problem => $"{problem.Path} {problem.Line}:{problem.Column}"));
        Assert.EndsWith(" (line 12, column 19)", problems[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_found_later_has_its_place_too_and_what_is_in_no_file_has_none()
    {
        System.IO.File.WriteAllText(folder["erasure.json"], File);

        IReadOnlyList<ConfigurationProblem> problems = ConfigurationLoader.Locate(
            folder["erasure.json"],
            [new("(stored).clicks.prefix", "no-objects"), new("$.operations.sweep", "is odd"), new("$.server.dataFolder", "isn't there"), new("$.lake.mappers[4].prefix", "no-objects")]);

        Assert.Equal(
            ["$.lake.mappers[4].prefix 3:34", "$.operations.sweep 12:19", "(stored).clicks.prefix :", "$.server.dataFolder :"],
            problems.Select(problem => $"{problem.Path} {problem.Line}:{problem.Column}"));
        Assert.Equal("$.server.dataFolder: isn't there", problems[^1].ToString());
        Assert.Equal(problems, ConfigurationLoader.Locate(folder["none.json"], problems));
    }

    [Fact]
    public void A_missing_setting_of_the_whole_file_is_in_no_line_of_it()
    {
        (_, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Parse("{}", folder.Path, _ => null);

        Assert.Equal("$.domains: is missing", Assert.Single(problems).ToString());
    }
}
