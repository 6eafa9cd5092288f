using System.Globalization;
using System.IO.Compression;
using System.Text;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>A lake of files of several forms, of which folders go, come back, or are removed for good.</summary>
internal sealed class FaultyLake(Chances chances) : IDisposable
{
    private const string Broken = "malformed/broken.csv";
    private static readonly string[] Parts = ["csvs/sub", "jsons/0", "jsons/1"];
    private static readonly string[] Folders = ["csvs", "jsons", "packed", "malformed", .. Parts];

    private readonly TempFolder folder = new();

    // A folder that is away for some turns.
    private string? away;

    public static IReadOnlyList<DataMapper> Mappers { get; } =
    [
        JobWorld.Mapper("csvs", DataFormat.Csv, columns: "user_id"),
        JobWorld.Mapper("jsons", DataFormat.Json, columns: "by.user"),
        JobWorld.Mapper("packed", DataFormat.Json, columns: "user_id"),
        JobWorld.Mapper("malformed", DataFormat.Csv, columns: "user_id"),
    ];

    public string Root => folder["lake"];

    /// <summary>A folder that was removed for good.</summary>
    public string? Removed { get; private set; }

    /// <summary>Where <see cref="AddRow"/> writes is there.</summary>
    public bool HasRoom => File.Exists(Path.Combine(Root, "csvs", "part-0.csv"));

    public override string ToString() => $"{(Removed is null ? "" : $", {Removed} was removed")}{(away is null ? "" : $", {away} is away")}";

    public void Fill(IReadOnlyList<string> persons)
    {
        StringBuilder[] csvs = [.. Enumerable.Range(0, 2).Select(_ => new StringBuilder("id,user_id\n1,somebody\n"))];
        StringBuilder[] jsons = [.. Enumerable.Range(0, 2).Select(_ => new StringBuilder("{\"by\":{\"user\":\"somebody\"}}\n"))];
        StringBuilder packed = new("{\"user_id\":\"somebody\"}\n");
        StringBuilder malformed = new("id,user_id\n1,somebody\n");
        foreach (string person in persons)
        {
            for (int rows = chances.Next(4); rows > 0; rows--)
            {
                _ = chances.Next(10) switch
                {
                    < 4 => chances.Among(csvs).Append(CultureInfo.InvariantCulture, $"{rows},{person}\n"),
                    < 8 => chances.Among(jsons).Append(CultureInfo.InvariantCulture, $"{{\"by\":{{\"user\":\"{person}\"}}}}\n"),
                    8 => packed.Append(CultureInfo.InvariantCulture, $"{{\"user_id\":\"{person}\"}}\n"),
                    _ => malformed.Append(CultureInfo.InvariantCulture, $"{rows},{person}\n"),
                };
            }
        }

        for (int i = 0; i < csvs.Length; i++)
        {
            JobWorld.Write(folder.Path, $"csvs/{(i == 0 ? "" : "sub/")}part-{i}.csv", csvs[i].ToString());
            JobWorld.Write(folder.Path, $"jsons/{i}/rows.json", jsons[i].ToString());
        }

        JobWorld.Write(folder.Path, "packed/rows.json.gz", packed.ToString());
        JobWorld.Write(folder.Path, Broken, malformed.Append(chances.Of(20) ? "9,\"never closed\n" : "").ToString());
    }

    /// <summary>One more row of somebody.</summary>
    public void AddRow(string person) => File.AppendAllText(Path.Combine(Root, "csvs", "part-0.csv"), $"99,{person}\n");

    /// <summary>What nobody wrote properly, somebody writes again.</summary>
    public void Mend() => JobWorld.Write(folder.Path, Broken, JobWorld.Read(folder.Path, Broken).Replace("9,\"never closed\n", "", StringComparison.Ordinal));

    /// <summary>A folder goes for some turns, with or without an empty one in its place, or comes back; one is removed for good.</summary>
    /// <returns>What was in the one that was removed; nothing where none was.</returns>
    public string MoveParts()
    {
        if (away is not null && chances.Of(50))
        {
            BringBack();
        }
        else if (chances.Of(30) && away is null)
        {
            away = chances.Among([.. Parts.Where(part => part != Removed)]);
            Directory.Move(Path.Combine(Root, away), folder["part"]);
            if (chances.Of(50))
            {
                Directory.CreateDirectory(Path.Combine(Root, away));
            }
        }

        if (chances.Of(10) && away is null && Removed is null)
        {
            Removed = chances.Among(Parts);
            string removed = ReadIn(Path.Combine(Root, Removed));
            Directory.Delete(Path.Combine(Root, Removed), recursive: true);
            return removed;
        }

        return "";
    }

    public void BringBack()
    {
        if (away is not null)
        {
            string place = Path.Combine(Root, away);
            if (Directory.Exists(place))
            {
                Directory.Delete(place);
            }

            Directory.Move(folder["part"], place);
            away = null;
        }
    }

    /// <summary>The lake isn't mounted, or somebody moved a mapper's folder; now and then with an empty one in its place.</summary>
    public string? Hide()
    {
        if (!chances.Of(20))
        {
            return null;
        }

        string hidden = chances.Of(50) ? Root : Path.Combine(Root, chances.Among([.. Folders.Where(known => known != away && known != Removed)]));
        Directory.Move(hidden, folder["away"]);
        if (chances.Of(50))
        {
            Directory.CreateDirectory(hidden);
        }

        return hidden;
    }

    public void Show(string? hidden)
    {
        if (hidden is not null)
        {
            if (Directory.Exists(hidden))
            {
                Directory.Delete(hidden, recursive: true);
            }

            Directory.Move(folder["away"], hidden);
        }
    }

    public string Read() => ReadIn(folder.Path);

    private static string ReadIn(string place)
    {
        StringBuilder text = new();
        foreach (string path in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories))
        {
            using Stream file = File.OpenRead(path);
            using StreamReader reader = new(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    public void Dispose() => folder.Dispose();
}
