using System.Buffers;
using System.Globalization;
using System.Text;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Reports;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Jobs;

/// <summary>A job's report as CSV (RFC 4180): a line for the job, one for each mapper, one for each object with news, one for each match and mapper in which something of it was.</summary>
internal static class JobCsv
{
    private const string Header = "kind,id,mapper,key,state,code,objects,rowsSeen,rowsErased,bytesScanned,bytesCopied,bytesWritten,versionsRemoved,seconds,cost,currency,notices,objectsDeleted,objectsNotSearched,skipped,reason,rowsFound\r\n";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public static async Task WriteAsync(HttpResponse response, JobReport report, IAsyncEnumerable<JobObject> objects, IAsyncEnumerable<JobMatch> matches, CancellationToken cancellationToken)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"job-{report.Job.Id}.csv\"";
        await response.WriteAsync(Header, cancellationToken);
        await response.WriteAsync(JobLine(report), cancellationToken);
        foreach (JobMapperReport mapper in report.Mappers)
        {
            await response.WriteAsync(Line(
            [
                "mapper", null, mapper.Mapper, null, null, mapper.Code, .. Totals(mapper.Totals), null, null, null,
                Notices(mapper.Totals), mapper.Totals?.ObjectsDeleted, mapper.Totals?.ObjectsNotSearched, mapper.Totals?.Skipped,
                mapper.Reason, null,
            ]), cancellationToken);
        }

        await foreach (JobObject item in objects.WithCancellation(cancellationToken))
        {
            await response.WriteAsync(
                Line(
                [
                    "object", item.Id, item.Mapper, item.Name, $"{item.State}", item.Code,
                    1, item.RowsSeen, item.TellRowsErased(), item.BytesScanned, item.Erased.BytesCopied, item.Erased.BytesWritten, item.Erased.Versions,
                    null, null, null, Notices(item.TellNotices().Select(notice => KeyValuePair.Create(notice.Code, notice.Count))),
                    item.State == JobObjectState.Deleted ? 1 : 0, item.State == JobObjectState.NotSearched ? 1 : 0, null, null, item.RowsFound,
                ]),
                cancellationToken);
        }

        await foreach (JobMatch match in matches.WithCancellation(cancellationToken))
        {
            foreach ((string mapper, MatchCount count) in match.Mappers)
            {
                await response.WriteAsync(
                    Line(
                    [
                        "match", match.Match, mapper, null, null, null, count.ObjectsErased, null, count.RowsErased, null, null, null, null,
                        null, null, null, null, count.ObjectsDeleted, null, null, null, null,
                    ]),
                    cancellationToken);
            }
        }
    }

    private static string JobLine(JobReport report)
    {
        DeletionJob job = report.Job;
        double? seconds = (job.EndedAt - job.StartedAt)?.TotalSeconds;
        return Line(
        [
            "job", job.Id, null, null, $"{job.State}", job.Code, .. Totals(job.Totals), seconds, report.Cost?.Amount,
            report.Cost?.Currency, Notices(job.Totals), job.Totals?.ObjectsDeleted, job.Totals?.ObjectsNotSearched,
            job.Totals?.Skipped, null, null,
        ]);
    }

    private static IEnumerable<object?> Totals(JobTotals? totals) =>
        [totals?.Objects, totals?.RowsSeen, totals?.RowsErased, totals?.BytesScanned, totals?.BytesCopied, totals?.BytesWritten, totals?.VersionsRemoved];

    private static string Notices(JobTotals? totals) => Notices(totals?.Notices ?? new Dictionary<string, long>());

    private static string Notices(IEnumerable<KeyValuePair<string, long>> notices) =>
        string.Join(' ', notices.Select(notice => string.Create(CultureInfo.InvariantCulture, $"{notice.Key}={notice.Value}")));

    private static string Line(IEnumerable<object?> fields)
    {
        StringBuilder line = new();
        foreach (object? field in fields)
        {
            line.Append(line.Length == 0 ? "" : ",").Append(Field(Convert.ToString(field, CultureInfo.InvariantCulture) ?? ""));
        }

        return line.Append("\r\n").ToString();
    }

    // A spreadsheet takes what begins like this for a formula, and object keys are others' words.
    private static string Field(string text)
    {
        string shown = text is ['=' or '+' or '@' or '\t', ..] or ['-', not (>= '0' and <= '9'), ..] ? $"'{text}" : text;
        return shown.AsSpan().ContainsAny(Quoted) ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shown;
    }
}
