/* Page files: what the build embeds of this folder, NUL-terminated. */
#ifndef KIBRIDGE_LMS_PAGE_FILES_H
#define KIBRIDGE_LMS_PAGE_FILES_H

extern const char page_template[]; /* page.html; page.c fills its {{slots}} */
extern const char page_css[]; /* page.css */
extern const char close_js[]; /* close.js */
extern const char post_js[]; /* post.js */
extern const char storage_js[]; /* storage.js */

#endif
