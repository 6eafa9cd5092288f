using System.Globalization;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>The lake of a saved state: what its objects held at first, and what they are to hold when those who asked are erased.</summary>
internal static class UpgradeLake
{
    /// <summary>In an object that nothing can be erased from.</summary>
    public const string Broken = "attic/broken.csv";

    private static readonly string[] Everybody = [Stories.UserOf("lake"), Stories.UserOf("queued"), Stories.UserOf("attic")];

    /// <summary>Writes the objects.</summary>
    public static void Write(string folder)
    {
        foreach ((string key, string[] lines) in Objects())
        {
            string path = Path.Combine(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Text(lines));
        }

        File.WriteAllText(Path.Combine(folder, Broken), "id,user_id\n1,\"u-someone\n");
    }

    /// <summary>Objects that don't hold what they should once everybody is erased.</summary>
    public static IEnumerable<string> WrongIn(string folder) => Objects()
        .Where(one => File.ReadAllText(Path.Combine(folder, one.Key)) != Text(one.Lines.Where(static line => !Everybody.Any(user => line.Contains(user, StringComparison.Ordinal)))))
        .Select(one => one.Key);

    /// <summary>Objects that hold the story's person.</summary>
    public static int CountOf(string folder, string story) => Objects()
        .Count(one => File.ReadAllText(Path.Combine(folder, one.Key)).Contains(Stories.UserOf(story), StringComparison.Ordinal));

    /// <summary>Rows of the story's person that there were at first.</summary>
    public static long RowsOf(string story) => Objects().Sum(one => one.Lines.LongCount(line => line.Contains(Stories.UserOf(story), StringComparison.Ordinal)));

    private static IEnumerable<(string Key, string[] Lines)> Objects()
    {
        for (int number = 0; number < 6; number++)
        {
            yield return ($"clicks/{number}.csv", ["id,user_id", .. Users(number).Select((user, id) => string.Create(CultureInfo.InvariantCulture, $"{id},{user}"))]);
        }

        yield return ("events/0.jsonl", [.. Users(0).Select(static user => $$"""{"by":"{{user}}"}""")]);
        yield return ("contacts/0.jsonl", [.. Users(3).Select(static user => $$"""{"who":"{{user}}"}""")]);
        yield return ("attic/0.csv", ["id,user_id", $"1,{Stories.UserOf("attic")}", "2,u-somebody-else"]);
    }

    // The last object holds neither of them.
    private static IEnumerable<string> Users(int number)
    {
        yield return "u-somebody-else";
        if (number < 5)
        {
            yield return Stories.UserOf("lake");
        }

        if (number is 2 or 3)
        {
            yield return Stories.UserOf("queued");
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"u-somebody-{number}");
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(static line => line + "\n"));
}
