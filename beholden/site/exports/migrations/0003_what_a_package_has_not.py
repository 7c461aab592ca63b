"""Times that a package has not, and why; an export of which no file is as recorded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exports", "0002_a_copy_to_look_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="exportcamera",
            name="left_out",
            field=models.JSONField(default=list, verbose_name="没有收入的时段"),
        ),
        migrations.AlterField(
            model_name="export",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("recording", "最后一段还在录制，封存后继续，一般不超过一分钟"),
                    ("log", "存证账本暂时不可用，恢复后继续"),
                    ("nothing", "这段时间没有录像，或者已到期删除"),
                    ("altered", "录像文件与录制时的不一致，没有一个可以调取；请系统管理员查看硬盘"),
                    ("disk", "磁盘空间不足：录像所需的空间不能占用。清理后可以重试"),
                    ("index", "录像索引不可读"),
                    ("credential", "签名证书不可用，请系统管理员查看系统日志"),
                    ("revoked", "调取人的授权已撤销或者到期"),
                    ("error", "读写文件出错，可以重试；原因在系统日志中"),
                ],
                max_length=10,
                verbose_name="原因",
            ),
        ),
    ]
