using System.CommandLine;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>What else there is to know of a file, in a line each.</summary>
internal static class Notices
{
    public static async Task WriteAsync(ParseResult command, IReadOnlyList<Notice> notices)
    {
        foreach (Notice notice in notices)
        {
            string place = notice.Place.Length > 0 ? $" First: {notice.Place}." : "";
            await Answer.WriteLineAsync(command, $"{CodeWords.Of(notice.Code)}: {notice.Count:N0} {Words(notice.Code)}.{place}");
        }
    }

    private static string Words(NoticeCode code) => code switch
    {
        NoticeCode.PruningUntrusted => "bounds, counts or filters are untrue, so that everything was read",
        NoticeCode.MalformedIdentifiers => "values of the columns aren't of their type, and equal nothing",
        NoticeCode.OthersInRecord => "other elements stand in the rows that match, and go with them when those are erased",
        NoticeCode.NearMisses => "more rows would match by a looser comparison: see --rule",
        _ => "entries of the file's metadata quote a value that was asked for, and are kept",
    };
}
