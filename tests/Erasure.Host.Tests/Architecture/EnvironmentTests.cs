using System.Text.RegularExpressions;
using Erasure.Core.Settings;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Architecture;

/// <summary>The environment is read in one place, and <c>docs/configuration.md</c> lists what is read of it.</summary>
public sealed class EnvironmentTests
{
    private static readonly string[] Reads = ["GetEnvironmentVariable", "GetEnvironmentVariables", "ExpandEnvironmentVariables", "SetEnvironmentVariable"];

    [Fact]
    public void Only_one_class_reads_the_environment()
    {
        SortedSet<string> readers = new(StringComparer.Ordinal);
        foreach (Room room in Room.All())
        {
            using (room)
            {
                readers.UnionWith(Reads.SelectMany(method => room.CallersOf("Environment", method)));
            }
        }

        Assert.Equal(["Erasure.Core.Settings.HostEnvironment"], readers);
    }

    [Fact]
    public void Each_variable_that_is_read_is_in_the_list_and_nothing_else_is()
    {
        SortedSet<string> read = new(StringComparer.Ordinal);
        HostEnvironment environment = new(name =>
        {
            read.Add(name);
            return null;
        });
        Assert.All(typeof(HostEnvironment).GetProperties(), property => property.GetValue(environment));
        string list = File.ReadAllText(Repository.PathOf("docs", "configuration.md")).Split("## Environment variables\n", 2)[1];

        Assert.Equal(read, Regex.Matches(list, @"^\| `(?<name>[^`]+)` \| [^|]{10,} \|$", RegexOptions.Multiline).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));
    }
}
