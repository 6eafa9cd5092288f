namespace Erasure.Parquet.Text;

/// <summary>Counts what a scan has to tell, and where it saw it first.</summary>
internal sealed class ScanNotices
{
    private readonly List<Notice> notices = [];

    public IReadOnlyList<Notice> All => notices;

    public void Add(NoticeCode code, long count, long line)
    {
        if (count == 0)
        {
            return;
        }

        int at = notices.FindIndex(notice => notice.Code == code);
        if (at < 0)
        {
            notices.Add(new Notice(code, count, $"line {line}"));
        }
        else
        {
            notices[at] = notices[at] with { Count = notices[at].Count + count };
        }
    }
}
